// Bundles bin/ and the library face into dist/. Splitting keeps the command line from loading the screen.
import {rmSync} from 'node:fs';
import {build} from 'esbuild';

/** Ink asks for the React developer tools only when DEV is set; a bundle must still resolve the name. */
const withoutDevtools = {
  name: 'without-devtools',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'empty'}));
    onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {}', loader: 'js'}));
  },
};

rmSync('dist', {recursive: true, force: true});
await build({
  entryPoints: {main: 'bin/orkestra.tsx', api: 'src/api.ts'},
  outdir: 'dist',
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
