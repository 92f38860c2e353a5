// Writes the pages of docs/ that are made from tables in the source. Run by `npm run docs`.
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const pages = [
  {file: 'docs/config.md', source: 'src/config/describe.ts', write: 'describeConfig'},
  {file: 'docs/commands.md', source: 'src/cli/describe-commands.ts', write: 'describeCommands'},
  {file: 'docs/keys.md', source: 'components/describe-keys.ts', write: 'describeKeys'},
];

// Inside node_modules, so that what is not bundled is found from there.
const cache = join('node_modules', '.cache', `docs-${process.pid}`);
mkdirSync(cache, {recursive: true});
try {
  for (const {file, source, write} of pages) {
    const outfile = join(cache, `${write}.mjs`);
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    });
    const code = await import(pathToFileURL(outfile).href);
    writeFileSync(file, code[write]());
  }
} finally {
  rmSync(cache, {recursive: true, force: true});
}
