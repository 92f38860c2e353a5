import {createCipheriv, randomBytes} from 'node:crypto';
import {expect, test} from 'vitest';
import {loadKernels, STREAM_BYTES} from '../../../src/backups/kernels/kernels.js';

const kernels = loadKernels(1 << 20);
const key = randomBytes(32);
const blockCipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
const encipher = (blocks: Buffer): Buffer => blockCipher.update(blocks);

test('short texts of every length are enciphered as counter mode does it, in place as well', () => {
  for (let bytes = 0; bytes <= STREAM_BYTES; bytes += bytes < 300 ? 1 : 509) {
    const [plain, nonce] = [randomBytes(bytes), randomBytes(16)];
    const expected = createCipheriv('aes-256-ctr', key, nonce).update(plain);
    const to = Buffer.alloc(bytes);
    kernels.stream(to, plain, nonce, encipher);
    expect(to.equals(expected), `${bytes} bytes`).toBe(true);
    const place = kernels.memory.subarray(5, 5 + bytes);
    place.set(plain);
    kernels.stream(place, place, nonce, encipher);
    expect(place.equals(expected), `${bytes} bytes in place`).toBe(true);
  }
});

test('a text that is too long, or room that is too short, is refused before anything is written', () => {
  kernels.memory.fill(0xee);
  const nonce = randomBytes(16);
  const long = kernels.memory.subarray(0, STREAM_BYTES + 1);
  expect(() => kernels.stream(long, long, nonce, encipher)).toThrow(RangeError);
  expect(() => kernels.stream(kernels.memory.subarray(0, 9), Buffer.alloc(10), nonce, encipher)).toThrow(RangeError);
  expect(kernels.memory.every((byte) => byte === 0xee)).toBe(true);
});
