import {randomBytes} from 'node:crypto';
import {poly1305 as oracle} from '@noble/ciphers/_poly1305.js';
import {expect, test} from 'vitest';
import {loadKernels} from '../../../src/backups/kernels/kernels.js';

const kernels = loadKernels(1 << 20);
const expected = (bytes: Uint8Array, r: Uint8Array, s: Uint8Array): string =>
  Buffer.from(oracle(bytes, Buffer.concat([r, s]))).toString('hex');
const found = (bytes: Uint8Array, r: Uint8Array, s: Uint8Array): string =>
  kernels.poly1305(bytes, r, s).toString('hex');

test('the authentication code is that of another implementation, for thousands of messages of every length', () => {
  for (let round = 0; round < 6000; round++) {
    const bytes = randomBytes(round % 1500);
    const [r, s] = [randomBytes(16), randomBytes(16)];
    expect(found(bytes, r, s), `${bytes.length} bytes`).toBe(expected(bytes, r, s));
  }
});

test('the hardest sums are right: all bits set in the message, r and s', () => {
  const ones = Buffer.alloc(4096, 255);
  const prime = Buffer.from('fbffffffffffffffffffffffffffffff03', 'hex');
  for (const r of [
    ones.subarray(0, 16),
    Buffer.from([1, ...Buffer.alloc(15)]),
    Buffer.from([2, ...Buffer.alloc(15)]),
  ]) {
    for (const s of [ones.subarray(0, 16), Buffer.alloc(16)]) {
      for (let bytes = 0; bytes < 200; bytes++) {
        expect(found(ones.subarray(0, bytes), r, s)).toBe(expected(ones.subarray(0, bytes), r, s));
      }
      expect(found(prime, r, s)).toBe(expected(prime, r, s));
      expect(found(Buffer.alloc(1 << 20, 255), r, s)).toBe(expected(Buffer.alloc(1 << 20, 255), r, s));
    }
  }
});

test('what lies in the memory of the kernels and what lies elsewhere give the same code', () => {
  const bytes = randomBytes(300_001);
  const [r, s] = [randomBytes(16), randomBytes(16)];
  bytes.copy(kernels.memory, 77);
  expect(found(kernels.memory.subarray(77, 77 + bytes.length), r, s)).toBe(expected(bytes, r, s));
  expect(found(bytes, r, s)).toBe(expected(bytes, r, s));
});

test('the published example of the standard comes out', () => {
  const r = Buffer.from('85d6be7857556d337f4452fe42d506a8', 'hex');
  const s = Buffer.from('0103808afb0db2fd4abff6af4149f51b', 'hex');
  expect(found(Buffer.from('Cryptographic Forum Research Group'), r, s)).toBe('a8061dc1305136c6c22b8baf0c0127a9');
});
