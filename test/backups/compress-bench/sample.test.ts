import {execFileSync} from 'node:child_process';
import {closeSync, ftruncateSync, openSync, symlinkSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {PIECE_BYTES, readSample} from '../../../src/backups/compress-bench/sample.js';
import {scratch} from '../../support/world.js';

const GIB = 1024 ** 3;

test('of a file of five gigabytes only a few pieces are read, from its first byte to its last', async () => {
  // S-20
  const path = join(scratch(), 'large');
  const file = openSync(path, 'w');
  ftruncateSync(file, 5 * GIB);
  writeSync(file, 'first', 0);
  writeSync(file, 'last', 5 * GIB - 4);
  closeSync(file);
  const {fileBytes, pieces, isWhole} = await readSample(path, 8);
  expect([fileBytes, pieces.length, isWhole]).toEqual([5 * GIB, 8, false]);
  expect(pieces.every(({length}) => length === PIECE_BYTES)).toBe(true);
  expect(pieces.filter((piece) => piece.toString('latin1', 0, 5) === 'first').length).toBe(1);
  expect(pieces.filter((piece) => piece.toString('latin1', PIECE_BYTES - 4) === 'last').length).toBe(1);
});

test('a file that fits is read as it is', async () => {
  const path = join(scratch(), 'small');
  const plain = Buffer.alloc(2 * PIECE_BYTES + 7, 'words ');
  writeFileSync(path, plain);
  const {fileBytes, pieces, isWhole} = await readSample(path, 8);
  expect([fileBytes, pieces.length, isWhole]).toEqual([plain.length, 3, true]);
  expect(Buffer.concat(pieces).equals(plain)).toBe(true);
  writeFileSync(path, plain.subarray(0, 2 * PIECE_BYTES));
  expect((await readSample(path, 2)).pieces.map(({length}) => length)).toEqual([PIECE_BYTES, PIECE_BYTES]);
  writeFileSync(path, '');
  expect(await readSample(path, 8)).toEqual({fileBytes: 0, pieces: [], isWhole: true});
});

test('what is no file with contents is refused in words, and a pipe holds nobody up', async () => {
  const dir = scratch();
  execFileSync('mkfifo', [join(dir, 'pipe')]);
  symlinkSync('loop', join(dir, 'loop'));
  await expect(readSample(join(dir, 'pipe'), 8)).rejects.toMatchObject({
    code: 'invalid',
    message: /a device or a pipe/,
  });
  await expect(readSample(dir, 8)).rejects.toMatchObject({code: 'invalid', message: /is a folder, not a file/});
  await expect(readSample(join(dir, 'none'), 8)).rejects.toMatchObject({code: 'not-found', message: /does not exist/});
  await expect(readSample(join(dir, 'loop'), 8)).rejects.toMatchObject({code: 'invalid', message: /never end/});
});

// Nothing on a disk is closed to root, but the memory of a process has holes.
test.skipIf(process.platform !== 'linux')('a file that cannot be read is refused in words', async () => {
  await expect(readSample('/proc/self/mem', 8)).rejects.toMatchObject({
    code: 'unavailable',
    message: /\/proc\/self\/mem/,
  });
});

test.skipIf(process.getuid?.() === 0)('so is one without permission', async () => {
  const path = join(scratch(), 'closed');
  writeFileSync(path, 'secret', {mode: 0o000});
  await expect(readSample(path, 8)).rejects.toMatchObject({code: 'refused', message: /does not permit/});
});
