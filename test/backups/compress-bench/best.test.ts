import {expect, test} from 'vitest';
import {bestOf, verdict} from '../../../src/backups/compress-bench/best.js';
import type {Measured} from '../../../src/backups/compress-bench/measure.js';

const one = (name: string, level: number, packedBytes: number, compressMs: number, isExact = true): Measured => ({
  name,
  level,
  bytes: 1_000_000,
  packedBytes,
  compressMs,
  decompressMs: 1,
  isExact,
});

const say = (...measured: Measured[]): string => verdict(bestOf(measured), measured);

test('the smallest, the fastest, and the one for a backup are named', () => {
  const measured = [one('zstd', 1, 400_000, 2), one('zstd', 3, 350_000, 4), one('zstd', 19, 300_000, 250)];
  expect(say(...measured, one('brotli', 11, 280_000, 900), one('gzip', 1, 410_000, 1.5))).toBe(
    'Smallest: brotli 11. Fastest: gzip 1. For a backup: zstd 3.',
  );
});

test('a slow level is right for a backup where it saves more time than it takes', () => {
  expect(bestOf([one('zstd', 1, 900_000, 2), one('zstd', 9, 100_000, 30)]).backup?.level).toBe(9);
  expect(bestOf([one('zstd', 1, 900_000, 2), one('zstd', 9, 880_000, 30)]).backup?.level).toBe(1);
});

test('what does not give back every byte is never named', () => {
  const best = bestOf([one('zstd', 1, 10, 0.1, false), one('gzip', 6, 500_000, 30)]);
  expect([best.smallest?.name, best.fastest?.name, best.backup]).toEqual(['gzip', 'gzip', undefined]);
});

test('a file that does not get smaller is told so, and so is an empty one', () => {
  expect(say(one('zstd', 3, 1_000_010, 1), one('gzip', 6, 1_000_100, 30))).toMatch(
    /^Nothing makes it smaller: it is compressed already, or random. For a backup: zstd 3\.$/,
  );
  expect(say({...one('zstd', 3, 13, 1), bytes: 0})).toBe('The file is empty: there is nothing to make smaller.');
  expect(say()).toBe('There was no time to try anything.');
});
