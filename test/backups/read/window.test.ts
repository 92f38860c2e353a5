import {createHash, randomBytes} from 'node:crypto';
import {closeSync, openSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {makeWindow} from '../../../src/backups/read/window.js';
import {scratch} from '../../support/world.js';

function opened(bytes: Buffer): number {
  const path = join(scratch(), 'pack');
  writeFileSync(path, bytes);
  const descriptor = openSync(path, 'r');
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

test('views are what the file holds, near, far, larger than the memory, and cut at its end', () => {
  const bytes = randomBytes(3_000_000);
  const descriptor = opened(bytes);
  const window = makeWindow(Buffer.alloc(700_000));
  window.open(descriptor, 0);
  const lengths = [0, 1, 31, 5000, 400_000, 699_999, 700_000, 1_200_000];
  for (let round = 0, at = 0; round < 400; round++) {
    const length = lengths[(round * 7) % lengths.length] ?? 0;
    expect(window.view(at, length).equals(bytes.subarray(at, at + length)), `${at} ${length}`).toBe(true);
    at =
      round % 5 === 4
        ? (round * 77_777) % bytes.length
        : Math.min(bytes.length - 10, at + length + (round % 3) * 40_000);
  }
});

test('every byte is seen once, in order, when views follow each other', () => {
  const bytes = randomBytes(2_500_001);
  const hash = createHash('sha256');
  const window = makeWindow(Buffer.alloc(600_000), (seen) => void hash.update(seen));
  window.open(opened(bytes), 0);
  let at = 0;
  for (const length of [10, 100_000, 599_999, 900_000, 1, 0, 77]) at += window.view(at, length).length;
  for (; at < bytes.length; at += 300_000) window.view(at, 300_000);
  expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
});
