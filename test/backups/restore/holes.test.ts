import {randomBytes} from 'node:crypto';
import {expect, test} from 'vitest';
import {HOLE_BYTES, holesIn} from '../../../src/backups/restore/holes.js';

/** Byte by byte. */
function plainHoles(bytes: Buffer): {start: number; end: number}[] {
  const holes: {start: number; end: number}[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && bytes[end] === 0) end += 1;
    if (end - at >= HOLE_BYTES) holes.push({start: at, end});
    at = Math.max(end, at + 1);
  }
  return holes;
}

test('zeros are found wherever they begin and end, and none that are too few', () => {
  const pieces = [0, 1, 4095, 4096, 32_768, HOLE_BYTES - 1, HOLE_BYTES, HOLE_BYTES + 1, 300_000];
  for (let round = 0; round < 60; round++) {
    const parts = Array.from({length: 6}, (_, part) => {
      const length = pieces[(round * 5 + part * 7) % pieces.length] ?? 0;
      return (round + part) % 2 === 0 ? Buffer.alloc(length) : randomBytes(length).map((byte) => byte || 1);
    });
    const bytes = Buffer.concat(parts);
    expect([...holesIn(bytes)], `round ${round}`).toEqual(plainHoles(bytes));
  }
});
