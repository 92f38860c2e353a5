// Bundles the benchmark and builds the program it looks at, then starts it.
import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const cache = join(root, 'node_modules/.cache/orkestra-bench-screen');

mkdirSync(cache, {recursive: true});
// What is measured is what stands in the sources now.
spawnSync(process.execPath, [join(root, 'build.js'), '--in-place'], {cwd: root, stdio: ['ignore', 2, 2]});
await build({
  entryPoints: ['main.ts', 'busy-project.ts', 'frames.tsx'].map((name) => join(here, name)),
  outdir: cache,
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  jsx: 'automatic',
  define: {'process.env.NODE_ENV': '"production"'},
  sourcemap: 'linked',
  logLevel: 'warning',
});
process.env.ORKESTRA_BENCH_ROOT = root;
await import(pathToFileURL(join(cache, 'main.js')).href);
