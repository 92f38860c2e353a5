import {appendFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {KeptText} from '../src/kept-lines.js';
import {openTail, type Tail} from '../src/tail.js';
import {scratch} from './support/world.js';

const lines = (from: number, to: number): string =>
  Array.from({length: to - from}, (_, at) => `line ${from + at}\n`).join('');

/** Reads until there is nothing new: one read takes only so much. */
function readAll(tail: Tail): KeptText {
  for (let text = tail.read(); ; ) {
    const next = tail.read();
    if (next === text) return text;
    text = next;
  }
}

test('what is added comes, a half line too, and without news the same object', () => {
  const file = join(scratch(), 'log');
  writeFileSync(file, 'one\ntwo\nhal');
  const tail = openTail(file);
  expect(readAll(tail)).toEqual({first: 0, lines: ['one', 'two', 'hal']});
  expect(tail.read()).toBe(tail.read());
  appendFileSync(file, 'f\nthree\n');
  expect(readAll(tail)).toEqual({first: 0, lines: ['one', 'two', 'half', 'three']});
});

test('a character cut by the end of the file is whole with the next read', () => {
  const file = join(scratch(), 'log');
  const text = Buffer.from('déjà vu\n');
  writeFileSync(file, text.subarray(0, 2));
  const tail = openTail(file);
  readAll(tail);
  appendFileSync(file, text.subarray(2));
  expect(readAll(tail).lines).toEqual(['déjà vu']);
});

test('older lines are let go, and the number of the first one tells how many', () => {
  const file = join(scratch(), 'log');
  writeFileSync(file, lines(0, 15_000));
  const tail = openTail(file);
  readAll(tail);
  appendFileSync(file, lines(15_000, 50_000));
  const {first, lines: kept} = readAll(tail);
  expect({first, count: kept.length, last: kept.at(-1)}).toEqual({first: 30_000, count: 20_000, last: 'line 49999'});
  expect(kept[0]).toBe('line 30000');
});

test('of a long file the end is shown, from the start of a line', () => {
  const file = join(scratch(), 'log');
  writeFileSync(file, lines(0, 400_000));
  const {lines: kept} = readAll(openTail(file));
  expect(kept.at(-1)).toBe('line 399999');
  expect(kept[0]).toBe('line 380000');
});

test('who writes faster than it is read is followed at the end, in whole lines', () => {
  const file = join(scratch(), 'log');
  writeFileSync(file, lines(0, 100));
  const tail = openTail(file);
  const before = readAll(tail);
  appendFileSync(file, lines(100, 1_000_000));
  const first = tail.read();
  expect(first.lines.length).toBeLessThanOrEqual(20_001);
  expect(first.lines[0]).toMatch(/^line \d{6}$/);
  expect(first.first).toBeGreaterThanOrEqual(before.first + 100);
  expect(readAll(tail).lines.at(-1)).toBe('line 999999');
});

test('a file that was made shorter is read anew', () => {
  const file = join(scratch(), 'log');
  writeFileSync(file, lines(0, 10));
  const tail = openTail(file);
  readAll(tail);
  truncateSync(file, 0);
  appendFileSync(file, 'fresh\n');
  expect(readAll(tail)).toEqual({first: 0, lines: ['fresh']});
});
