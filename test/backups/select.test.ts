import {expect, test} from 'vitest';
import {selectBackup} from '../../src/backups/select.js';

const backup = (id: string, name: string | undefined, madeAt: number) => ({id: id.padEnd(64, '0'), name, madeAt});
const backups = [
  backup('abcd1', 'nightly', 1),
  backup('abcd2', 'nightly', 3),
  backup('beef3', undefined, 2),
  backup('cafe4', 'latest-one', 4),
];

test('a name is the newest backup of that name, latest the newest of all, an id any beginning that is unique', () => {
  // S-44
  expect(selectBackup(backups, 'nightly').id).toMatch(/^abcd2/);
  expect(selectBackup(backups, 'latest').id).toMatch(/^cafe4/);
  expect(selectBackup(backups, 'beef').id).toMatch(/^beef3/);
  expect(selectBackup(backups, 'ABCD1').id).toMatch(/^abcd1/);
});

test.each([
  ['abcd', /could be any of abcd1000 \(nightly\), abcd2000 \(nightly\)/],
  ['bee', /too short to mean beef3000/],
  ['nightli', /There is no backup `nightli`/],
  ['ffff', /There is no backup `ffff`/],
])('%j is refused in one sentence', (word, message) => {
  expect(() => selectBackup(backups, word)).toThrow(message);
});

test('a slip is answered with the name that was probably meant, and no backups with how to make one', () => {
  const hintOf = (word: string, list = backups): unknown => {
    try {
      return selectBackup(list, word);
    } catch (error) {
      return (error as {hint?: string}).hint;
    }
  };
  expect(hintOf('nightli')).toBe('Did you mean `nightly`?');
  expect(hintOf('zzzz')).toContain('orkestra backups');
  expect(hintOf('nightly', [])).toContain('orkestra backup PATH');
});
