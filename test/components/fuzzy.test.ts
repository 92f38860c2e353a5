import {expect, test} from 'vitest';
import {fuzzy, partsOf} from '../../components/fuzzy.js';

/** The text with what was matched in brackets. */
const shown = (query: string, text: string): string | undefined => {
  const match = fuzzy(query, text);
  return match && Array.from(partsOf(text), (part, at) => (match.at.includes(at) ? `[${part}]` : part)).join('');
};

const ranked = (query: string, texts: readonly string[]): string[] =>
  texts
    .map((text) => ({text, score: fuzzy(query, text)?.score}))
    .filter(({score}) => score !== undefined)
    .sort((one, other) => (other.score ?? 0) - (one.score ?? 0))
    .map(({text}) => text);

test.each([
  ['ret', 'retry', '[r][e][t]ry'],
  ['ta', 'task add', '[t][a]sk add'],
  ['tadd', 'task add', '[t]ask [a][d][d]'],
  ['auth', 'Add JWT authentication', 'Add JWT [a][u][t][h]entication'],
  ['add task', 'task add', '[t][a][s][k] [a][d][d]'],
  ['gF', 'getFile', '[g]et[F]ile'],
  ['#12', '#12 Build', '[#][1][2] Build'],
  ['münch', 'Über München', 'Über [M][ü][n][c][h]en'],
  ['gut', 'so 👍🏽 gut', 'so 👍🏽 [g][u][t]'],
])('%s finds %s as %s', (query, text, expected) => {
  expect(shown(query, text)).toBe(expected);
});

test('letters that are missing, in another order, or strewn about by chance are no match', () => {
  expect(fuzzy('tsak', 'task')).toBeUndefined();
  expect(fuzzy('taskx', 'task')).toBeUndefined();
  expect(fuzzy('tie', 'Rename the user to something else')).toBeUndefined();
  expect(fuzzy('add zebra', 'task add')).toBeUndefined();
});

test('word starts and runs come before letters inside, short texts before long ones, the very word first', () => {
  expect(ranked('log', ['catalog', 'task logs', 'log', 'logarithm of a large number'])).toEqual([
    'log',
    'logarithm of a large number',
    'task logs',
    'catalog',
  ]);
  expect(ranked('re', ['more', 'retry', 'remove all of them'])).toEqual(['retry', 'remove all of them', 'more']);
});

test('nothing typed finds everything, and nothing is found in nothing', () => {
  expect(fuzzy('', 'task')).toEqual({score: 0, at: []});
  expect(fuzzy('  ', '')).toEqual({score: 0, at: []});
  expect(fuzzy('a', '')).toBeUndefined();
});

test('a very long text or query is looked at only so far, and a row is found like its pieces say', () => {
  expect(fuzzy('b', 'a'.repeat(100_000) + 'b')).toBeUndefined();
  expect(fuzzy('a'.repeat(1000), 'a'.repeat(1000))?.at).toHaveLength(40);
  expect(fuzzy('aba', 'xabaaba')?.at).toEqual([1, 2, 3]);
});
