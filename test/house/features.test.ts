import {cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import {scratch} from '../support/world.js';

const features = (...words: string[]) => execa('node', ['test/house/features.js', ...words], {reject: false});

const idsTo = (letter: string, last: number) => Array.from({length: last}, (_, index) => `${letter}-${index + 1}`);

const allIds = [...idsTo('S', 44), ...idsTo('O', 142), ...idsTo('B', 34)];

/** A project with our table and one test file. Its comments are written with `#`, lest they count as claims of this file. */
function projectWith(lines: readonly string[]): string {
  const dir = scratch();
  cpSync('docs/features.md', join(dir, 'docs/features.md'));
  mkdirSync(join(dir, 'test'));
  writeFileSync(join(dir, 'test/some.test.ts'), lines.join('\n').replaceAll('# ', '// '));
  return dir;
}

async function provenBy(lines: readonly string[]): Promise<Record<string, string[]>> {
  const {stdout} = await features('--root', projectWith(lines), '--json');
  const {proven} = JSON.parse(stdout) as {proven: Record<string, {file: string; test: string}[]>};
  return Object.fromEntries(Object.entries(proven).map(([id, proofs]) => [id, proofs.map((proof) => proof.test)]));
}

test('the table of promises has every id exactly once, in order, with a sentence', () => {
  const rows = readFileSync('docs/features.md', 'utf8').matchAll(/^\| ([A-Z]-\d+) \|(.*)\|$/gm);
  const table = [...rows].map(([, id, promise]) => ({id, promise: promise?.trim()}));
  expect(table.map(({id}) => id)).toEqual(allIds);
  for (const {id, promise} of table) expect(promise, id).toMatch(/^[A-Z`].+\.$/);
});

test('every claim of our own tests is a row of the table, and the last line counts the proven ones', async () => {
  const words = await features();
  expect(words.stderr).toBe('');
  expect(words.exitCode).toBe(0);
  const {proven, unproven} = JSON.parse((await features('--json')).stdout);
  const count = Object.keys(proven).length;
  expect([...Object.keys(proven), ...unproven].toSorted()).toEqual(allIds.toSorted());
  expect(words.stdout.split('\n').at(-1)).toBe(`${count} of 220 promises are proven by a test`);
});

test('a row that is not in the table is refused by name and place', async () => {
  const dir = projectWith(['# O-15', "test('fine', () => {});", '', '// O-1, S-45: a slip', "test('not', () => {});"]);
  expect(await features('--root', dir)).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: 'test/some.test.ts:4 names S-45, which is not in docs/features.md.',
  });
});

test('a claim belongs to the test below it, else to the one around it', async () => {
  const proven = await provenBy([
    '# O-1',
    "test('above', () => {});",
    "describe('a group', () => {",
    '  # O-2, S-12: words about O-9',
    "  test('in a group', async () => {",
    '    # O-3 O-4',
    '    const one = 1;',
    '  });',
    '',
    '  test.each([',
    "    ['a', f('b')],",
    "  ])('in a table of %s', () => {",
    '    const one = 1; # O-5',
    '  });',
    '});',
    'test.skipIf(slow)(',
    "  'it\\'s long',",
    '  () => {',
    '    # O-6',
    '    # the rest is about O-7',
    '  },',
    ');',
  ]);
  expect(proven).toEqual({
    'S-12': ['in a group'],
    'O-1': ['above'],
    'O-2': ['in a group'],
    'O-3': ['in a group'],
    'O-4': ['in a group'],
    'O-5': ['in a table of %s'],
    'O-6': ["it's long"],
  });
});
