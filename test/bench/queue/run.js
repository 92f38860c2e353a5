// Bundles the benchmark into a cache folder beside its peers, where their names resolve, and starts it there.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const cache = join(root, 'node_modules/.cache/orkestra-bench');

/** Their exact versions stand in peers/package.json. Nothing of theirs is compiled: they share our better-sqlite3. */
function installPeers() {
  const wanted = readFileSync(join(here, 'peers/package.json'), 'utf8');
  const stamp = join(cache, 'installed.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  writeFileSync(join(cache, 'package.json'), wanted);
  console.error('installing the peers ...');
  const flags = [
    '--ignore-scripts',
    '--legacy-peer-deps',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const {status} = spawnSync('npm', ['install', '--prefix', cache, ...flags], {cwd: cache, stdio: ['ignore', 2, 2]});
  if (status === 0) writeFileSync(stamp, wanted);
  else console.error('the peers could not be installed: orkestra is measured alone');
}

function buildProgram() {
  if (existsSync(join(root, 'dist/main.js'))) return;
  console.error('building orkestra ...');
  spawnSync('npm', ['run', 'build'], {cwd: root, stdio: ['ignore', 2, 2]});
}

mkdirSync(cache, {recursive: true});
installPeers();
buildProgram();
await build({
  entryPoints: [join(here, 'main.ts'), join(here, 'child.ts')],
  outdir: cache,
  bundle: true,
  splitting: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  logLevel: 'warning',
});
await import(pathToFileURL(join(cache, 'main.js')).href);
