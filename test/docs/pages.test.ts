import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {describeKeys} from '../../components/describe-keys.js';
import {describeCommands} from '../../src/cli/describe-commands.js';

const root = join(import.meta.dirname, '..', '..');

test.each([
  ['docs/commands.md', describeCommands],
  ['docs/keys.md', describeKeys],
])('%s says what the program does; `npm run docs` writes it', (file, describe) => {
  // O-131
  expect(readFileSync(join(root, file), 'utf8')).toBe(describe());
});
