// Bundles bin/ and the library face into dist/, compiles the kernels, and writes the types of the library beside them.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');

/** Ink asks for the React developer tools only when DEV is set; a bundle must still resolve the name. */
const withoutDevtools = {
  name: 'without-devtools',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'empty'}));
    onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {}', loader: 'js'}));
  },
};

/**
 * Splitting keeps the command line from loading the screen. The entries are put in place last and what was there before
 * is left, so a program that runs meanwhile finds every part it has yet to load.
 */
async function bundle() {
  const {outputFiles} = await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'bin/orkestra.tsx',
      api: 'src/api.ts',
      'backup-thread': 'src/backups/make/thread.ts',
      'backup-reader': 'src/backups/read/thread.ts',
    },
    outdir: dist,
    write: false,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    jsx: 'automatic',
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    define: {'process.env.NODE_ENV': '"production"'},
    external: ['better-sqlite3'],
    plugins: [withoutDevtools],
    banner: {js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);"},
    logLevel: 'warning',
  });
  mkdirSync(dist, {recursive: true});
  const isEntry = ({path}) => ['main.js', 'api.js', 'backup-thread.js', 'backup-reader.js'].includes(basename(path));
  for (const file of outputFiles.toSorted((a, b) => isEntry(a) - isEntry(b))) replace(file.path, file.contents);
  return outputFiles.map(({path}) => basename(path));
}

/** AssemblyScript to WebAssembly. It takes longer than the bundle, so it is left out where nothing was changed since. */
function compileKernels() {
  const folder = join(root, 'src/backups/kernels/assembly');
  const sources = readdirSync(folder).flatMap((name) => (name.endsWith('.ts') ? [join(folder, name)] : []));
  const to = join(dist, 'kernels.wasm');
  const changedAt = (path) => statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
  if (changedAt(to) < Math.max(...[...sources, fileURLToPath(import.meta.url)].map(changedAt))) {
    const made = `${to}.${process.pid}`;
    const options = ['--optimizeLevel', '3', '--noAssert', '--runtime', 'stub', '--importMemory', '--enable', 'simd'];
    const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
    execFileSync(process.execPath, [compiler, ...sources, ...options, '--outFile', made], {stdio: 'inherit'});
    renameSync(made, to);
  }
  return basename(to);
}

/** Parts of earlier builds that no entry leads to any more. */
function sweep(kept) {
  for (const name of readdirSync(dist)) if (!kept.includes(name)) rmSync(join(dist, name), {recursive: true});
}

function replace(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  writeFileSync(`${path}.${process.pid}`, contents);
  renameSync(`${path}.${process.pid}`, path);
}

/** Only what src/api.ts leads to; whoever imports 'orkestra' needs no sources. */
function emitTypes() {
  const outDir = join(dist, 'types');
  mkdirSync(outDir, {recursive: true});
  const config = join(outDir, `tsconfig.${process.pid}.json`);
  const from = (path) => relative(outDir, join(root, path));
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: from('.'),
    outDir: '.',
  };
  writeFileSync(
    config,
    JSON.stringify({extends: from('tsconfig.json'), files: [from('src/api.ts')], include: [], compilerOptions}),
  );
  try {
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], {stdio: 'inherit'});
  } finally {
    rmSync(config);
  }
}

// The suite builds in place while other runs of it go on, so it sweeps nothing; and it asks for the types alone.
const [how] = process.argv.slice(2);
if (how !== '--types') {
  const names = [...(await bundle()), compileKernels()];
  if (how !== '--in-place') sweep(names);
}
if (how !== '--in-place') emitTypes();
