import {createCipheriv} from 'node:crypto';
import {expect, test} from 'vitest';
import {loadKernels} from '../../../src/backups/kernels/kernels.js';
import {randomPolynomial} from '../../../src/backups/kernels/polynomial.js';
import {plainChunks} from './plain-chunker.js';

const MIB = 1 << 20;
const kernels = loadKernels(24 * MIB);

/** The same bytes in every run, so that a failure can be looked at. */
const noise = (bytes: number, seed: number): Buffer =>
  createCipheriv('aes-256-ctr', Buffer.alloc(32, seed), Buffer.alloc(16)).update(Buffer.alloc(bytes));

function cutsOf(bytes: Uint8Array, polynomial: bigint): number[] {
  kernels.cutBy(polynomial);
  kernels.memory.set(bytes);
  const lengths: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const length = kernels.findCut(start, bytes.length) ?? bytes.length - start;
    lengths.push(length);
    start += length;
  }
  return lengths;
}

/** The example of restic's own chunker. */
const KNOWN = 0x3da3358b4dc173n;

test('the fast chunker cuts where the plain one cuts', () => {
  const dice = noise(8000, 100);
  let rolled = 0;
  const roll = (): bigint => dice.readBigUInt64LE(8 * rolled++);
  for (const [seed, polynomial] of [KNOWN, randomPolynomial(roll), randomPolynomial(roll)].entries()) {
    const bytes = noise(3 * MIB + seed * 1237, seed);
    expect(cutsOf(bytes, polynomial)).toEqual(plainChunks(bytes, polynomial));
  }
});

test('zeros are cut at the smallest size, and what never looks right at the largest', () => {
  const half = MIB / 2;
  expect(cutsOf(Buffer.alloc(2 * MIB + 5), KNOWN)).toEqual([half, half, half, half, 5]);
  const text = Buffer.alloc(17 * MIB, 'a line that comes again and again\n');
  expect(cutsOf(text, KNOWN)).toEqual([8 * MIB, 8 * MIB, MIB]);
  expect(plainChunks(text.subarray(0, 9 * MIB), KNOWN)).toEqual([8 * MIB, MIB]);
});

test('data that ends before a cut is said to have none, and more of it changes nothing about the cut', () => {
  const bytes = noise(4 * MIB, 9);
  kernels.cutBy(KNOWN);
  kernels.memory.set(bytes);
  const length = kernels.findCut(0, bytes.length) ?? 0;
  expect(length).toBeGreaterThan(512 << 10);
  for (const end of [0, 1, 63, 64, 524_287, 524_288, length - 1]) expect(kernels.findCut(0, end)).toBeUndefined();
  for (const end of [length, length + 1, length + 5000, 3 * MIB]) expect(kernels.findCut(0, end)).toBe(length);
});

/** The fingerprint of 64 zeros is zero: a chunk ends with them. The rest has no place to cut. */
const withZerosBefore = (ends: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(9 * MIB, 'a line that comes again and again\n');
  for (const end of ends) bytes.fill(0, end - 64, end);
  return bytes;
};

test('the first place to cut is found wherever it is, and whatever comes after it', () => {
  const min = MIB / 2;
  const stretch = 4096;
  const edges = [0, 1, 2, 3, 4, 5, 8, 460, 1919, 1920].map((turn) => min + turn * stretch);
  const near = edges.flatMap((edge) => [-1, 0, 1, 63, 64, 65, 2000].map((by) => edge + by));
  const places = near.filter((end) => end >= min && end <= 8 * MIB);
  kernels.cutBy(KNOWN);
  for (const end of places) {
    for (const later of [[], [end + 70], [end + stretch - 3], [end + 3 * stretch + 100]]) {
      const ends = [end, ...later].filter((place) => place < 9 * MIB);
      kernels.memory.set(withZerosBefore(ends));
      expect(kernels.findCut(0, 9 * MIB), `${ends}`).toBe(end);
    }
  }
});

test('no cut is made before the smallest size or after the largest', () => {
  kernels.cutBy(KNOWN);
  kernels.memory.set(withZerosBefore([MIB / 2 - 1, MIB / 4, 8 * MIB + 1]));
  expect(kernels.findCut(0, 9 * MIB)).toBe(8 * MIB);
});

test('bytes before a chunk have no say in where it is cut', () => {
  const bytes = noise(4 * MIB, 11);
  kernels.cutBy(KNOWN);
  kernels.memory.set(bytes);
  const alone = kernels.findCut(0, bytes.length);
  kernels.memory.set(noise(1000, 12));
  kernels.memory.set(bytes, 1000);
  expect(kernels.findCut(1000, 1000 + bytes.length)).toBe(alone);
});

test('what lies outside of the memory is refused, and so is a polynomial that cuts nothing well', () => {
  expect(() => kernels.findCut(0, 25 * MIB)).toThrow(RangeError);
  expect(() => kernels.findCut(-1, 5)).toThrow(RangeError);
  for (const polynomial of [0n, -5n, 0x3da3358b4dc172n, KNOWN << 1n, 0x3dan]) {
    expect(() => kernels.cutBy(polynomial)).toThrow(/no polynomial to cut files by/);
  }
});
