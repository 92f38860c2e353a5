// Writes the pages of docs/ that are made from tables in the source. Run by `npm run docs`.
import {writeFileSync} from 'node:fs';
import {build} from 'esbuild';

const pages = [{file: 'docs/config.md', source: 'src/config/describe.ts', write: 'describeConfig'}];

for (const {file, source, write} of pages) {
  const {outputFiles} = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const code = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  writeFileSync(file, code[write]());
}
