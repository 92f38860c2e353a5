import {randomBytes} from 'node:crypto';
import {expect, test} from 'vitest';
import {methodsWith} from '../../../src/backups/compress-bench/methods.js';
import {PIECE_BYTES} from '../../../src/backups/compress-bench/sample.js';
import {loadZstd} from '../../../src/backups/kernels/zstd.js';

const methods = methodsWith(await loadZstd());

const files: readonly [string, Buffer][] = [
  ['an empty file', Buffer.alloc(0)],
  ['one byte', Buffer.from([0])],
  ['text', Buffer.alloc(70_000, 'All work and no play makes Jack a dull boy.\n')],
  ['a binary file', Buffer.from(Uint16Array.from({length: 50_000}, (_, at) => (at * at) % 65_521).buffer)],
  ['random bytes', randomBytes(PIECE_BYTES)],
];

test('at least four formats give back every byte of any file', () => {
  // S-20
  expect([...new Set(methods.map(({name}) => name))]).toEqual(
    expect.arrayContaining(['zstd', 'gzip', 'zlib', 'deflate', 'brotli']),
  );
  for (const {name, level, compress, decompress} of methods) {
    for (const [what, plain] of files) {
      const packed = Buffer.from(compress(plain));
      expect(decompress(packed, plain.length).equals(plain), `${name} ${level}: ${what}`).toBe(true);
      expect(plain.length > 0 && packed.equals(plain), `${name} ${level}: ${what}`).toBe(false);
    }
  }
});
