import {expect, test} from 'vitest';
import {type Limits, type Measured, measureAll} from '../../../src/backups/compress-bench/measure.js';
import type {Method} from '../../../src/backups/compress-bench/methods.js';

/** A method that halves, and takes as long as it says on a clock of its own. */
function timeline() {
  let now = 0;
  const method = (name: string, level: number, ms: number, back = (plain: Buffer) => plain): Method => {
    let given: Buffer = Buffer.alloc(0);
    return {
      name,
      level,
      compress(plain) {
        now += ms;
        given = plain;
        return plain.subarray(0, plain.length / 2);
      },
      decompress() {
        now += 1;
        return back(given);
      },
    };
  };
  const limits = (endAt: number): Limits => ({now: () => now, endAt, shouldStop: () => false});
  return {method, limits, time: () => now};
}

const pieces = Array.from({length: 4}, () => Buffer.alloc(1000, 1));
const sum = ({name, bytes, packedBytes, compressMs, isExact}: Measured) => ({
  name,
  bytes,
  packedBytes,
  compressMs,
  isExact,
});

test('sizes and times add up over the pieces', async () => {
  const {method, limits} = timeline();
  const [found] = await measureAll([method('a', 1, 5)], pieces, limits(10_000));
  expect(found).toEqual({
    name: 'a',
    level: 1,
    bytes: 4000,
    packedBytes: 2000,
    compressMs: 20,
    decompressMs: 4,
    isExact: true,
  });
});

test('a method that gives back something else, or nothing at all, is found out', async () => {
  const {method, limits} = timeline();
  const fail = (): Buffer => {
    throw new Error('no');
  };
  const wrong = [method('a', 1, 5, (plain) => Buffer.from(plain).fill(2, 999)), method('b', 1, 5, fail)];
  const found = await measureAll(wrong, pieces, limits(10_000));
  expect(found.map(({isExact}) => isExact)).toEqual([false, false]);
});

test('when the time is over it stops: slow methods get through less, the last ones through nothing', async () => {
  const {method, limits, time} = timeline();
  const methods = [method('quick', 1, 5), method('slow', 1, 500), method('slow', 2, 500), method('late', 1, 5)];
  const found = await measureAll(methods, pieces, limits(1000));
  expect(found.map(sum)).toEqual([
    {name: 'quick', bytes: 4000, packedBytes: 2000, compressMs: 20, isExact: true},
    {name: 'slow', bytes: 1000, packedBytes: 500, compressMs: 500, isExact: true},
    {name: 'slow', bytes: 1000, packedBytes: 500, compressMs: 500, isExact: true},
  ]);
  expect(time()).toBeLessThan(1000 + 501);
});

test('whoever says stop is obeyed after the piece that is worked on', async () => {
  const {method, limits} = timeline();
  let left = 2;
  const found = await measureAll([method('a', 1, 5)], pieces, {...limits(10_000), shouldStop: () => --left < 0});
  expect(found.map(({bytes}) => bytes)).toEqual([2000]);
});

test('an empty file is tried as well', async () => {
  const {method, limits} = timeline();
  const found = await measureAll([method('a', 1, 5)], [], limits(10_000));
  expect(found.map(sum)).toEqual([{name: 'a', bytes: 0, packedBytes: 0, compressMs: 5, isExact: true}]);
});
