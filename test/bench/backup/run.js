// Bundles a benchmark into dist, where the kernels are found, and starts it there: `kernels`, or `threads`.
import {spawnSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const outfile = join(root, `dist/bench-${process.pid}.mjs`);

process.chdir(root);
spawnSync(process.execPath, ['build.js', '--in-place'], {stdio: 'inherit'});
await build({
  entryPoints: [join(here, process.argv[2] === 'threads' ? 'threads.ts' : 'kernels.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
});
try {
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(outfile);
}
