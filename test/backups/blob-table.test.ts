import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {enlarge, makeBlobTable, openBlobTable} from '../../src/backups/repository/blob-table.js';

const idOf = (number: number): Buffer => createHash('sha256').update(String(number)).digest();
const place = (offset: number) => ({type: 'data', pack: 0, offset, length: 40, plainLength: 8}) as const;

test('a blob is claimed once, and found once it has a place', () => {
  const table = makeBlobTable(10);
  expect(table.claim(idOf(1), 'tree')).toBe(true);
  expect(table.claim(idOf(1), 'tree')).toBe(false);
  expect(table.has(idOf(1))).toBe(true);
  expect(table.find(idOf(1))).toBeUndefined();
  table.place(idOf(1), {type: 'tree', pack: 3, offset: 4_000_000_000, length: 7, plainLength: 0});
  expect(table.find(idOf(1))).toEqual({type: 'tree', pack: 3, offset: 4_000_000_000, length: 7, plainLength: 0});
  expect(table.has(idOf(2))).toBe(false);
  expect(table.count).toBe(1);
});

test('a folder and a chunk of one id are two blobs', () => {
  let table = makeBlobTable(10);
  table.place(idOf(1), {...place(5), type: 'tree'});
  expect(table.has(idOf(1), 'data')).toBe(false);
  expect(table.claim(idOf(1), 'data')).toBe(true);
  table.place(idOf(1), place(6));
  table.claim(idOf(2), 'tree');
  table = enlarge(table);
  expect([table.find(idOf(1), 'tree'), table.find(idOf(1), 'data')]).toMatchObject([{offset: 5}, {offset: 6}]);
  const found: string[] = [];
  table.each((id, {type}) => found.push(`${type} ${id.equals(idOf(1))}`));
  table.eachClaim((id, type) => found.push(`claimed ${type} ${id.equals(idOf(2))}`));
  expect(found.sort()).toEqual(['claimed tree true', 'data true', 'tree true']);
  expect(table.count).toBe(3);
});

test('ids that begin alike are told apart', () => {
  const table = makeBlobTable(10);
  const near = (last: number): Buffer => Buffer.concat([Buffer.alloc(31), Buffer.from([last])]);
  for (let last = 0; last < 256; last++) table.place(near(last), place(last));
  expect(table.find(near(200))).toMatchObject({offset: 200});
  expect(table.count).toBe(256);
});

test('a crowded table is replaced by a larger one that knows the same', () => {
  let table = makeBlobTable(1);
  table.packs.push('first');
  table.claim(idOf(9999), 'tree');
  let sizes = 0;
  for (let number = 0; number < 50_000; number++) {
    if (table.isCrowded) {
      table = enlarge(table);
      sizes += 1;
    }
    table.place(idOf(number), place(number));
  }
  expect(sizes).toBeGreaterThan(1);
  expect(table.packs).toEqual(['first']);
  expect(table.claim(idOf(9999), 'tree')).toBe(false);
  const seen = new Map<string, number>();
  table.each((id, {offset}) => seen.set(id.toString('hex'), offset));
  expect(seen.size).toBe(50_000);
  expect(seen.get(idOf(4321).toString('hex'))).toBe(4321);
});

test('of two that share the memory and want the same blobs, one gets each', () => {
  const table = makeBlobTable(20_000);
  // Real threads race for it in the tests of a whole backup.
  const other = openBlobTable(table.shared);
  let mine = 0;
  let others = 0;
  for (let number = 0; number < 20_000; number++) {
    const [first, second] = number % 2 === 0 ? [table, other] : [other, table];
    if (first.claim(idOf(number), 'data')) first === table ? mine++ : others++;
    if (second.claim(idOf(number), 'data')) throw new Error('claimed twice');
  }
  expect([mine, others]).toEqual([10_000, 10_000]);
  expect(table.count).toBe(20_000);
});
