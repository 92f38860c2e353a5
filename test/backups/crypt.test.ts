import {createCipheriv, createDecipheriv, randomBytes} from 'node:crypto';
import {poly1305} from '@noble/ciphers/_poly1305.js';
import {expect, test} from 'vitest';
import {type Keys, makeCrypt, SEAL_BYTES} from '../../src/backups/crypt.js';
import {loadKernels} from '../../src/backups/kernels/kernels.js';

const MIB = 1 << 20;
const kernels = loadKernels(3 * MIB);
const keys: Keys = {encrypt: randomBytes(32), k: randomBytes(16), r: randomBytes(16)};
const crypt = makeCrypt(keys, kernels);
const lengths = [0, 1, 15, 16, 17, 4096, 4097, 8191, 8192, 8193, 65_535, 65_536, 65_537, 70_001, MIB, MIB + 3];

/** What the format says, from other hands than ours. */
function codeOf(nonce: Buffer, ciphertext: Buffer): Buffer {
  const s = createCipheriv('aes-128-ecb', keys.k, null).setAutoPadding(false).update(nonce);
  return Buffer.from(poly1305(ciphertext, Buffer.concat([keys.r, s])));
}

test('what is sealed is a nonce, AES-256-CTR and Poly1305', () => {
  for (const bytes of lengths) {
    const plain = randomBytes(bytes);
    const sealed = crypt.seal(plain);
    const [nonce, ciphertext] = [sealed.subarray(0, 16), sealed.subarray(16, -16)];
    expect(sealed.length).toBe(bytes + SEAL_BYTES);
    expect(createDecipheriv('aes-256-ctr', keys.encrypt, nonce).update(ciphertext).equals(plain), `${bytes}`).toBe(
      true,
    );
    expect(sealed.subarray(-16).equals(codeOf(nonce, ciphertext)), `${bytes}`).toBe(true);
    expect(crypt.open(sealed).equals(plain), `${bytes}`).toBe(true);
  }
});

test('the counter carries over all of the nonce', () => {
  for (const nonce of [
    'ffffffffffffffffffffffffffffffff',
    '00000000000000fffffffffffffffffe',
    '000000000000000000000000fffffff0',
  ]) {
    const fixed = makeCrypt(keys, kernels, (nonces) => nonces.fill(nonce, 'hex'));
    const plain = randomBytes(8000);
    const expected = createCipheriv('aes-256-ctr', keys.encrypt, Buffer.from(nonce, 'hex')).update(plain);
    const sealed = fixed.seal(plain);
    expect(sealed.subarray(16, -16).equals(expected), nonce).toBe(true);
    expect(crypt.open(sealed).equals(plain)).toBe(true);
  }
});

test('within the memory of the kernels it is the same, and nothing beside it is touched', () => {
  const {memory} = kernels;
  for (const bytes of lengths) {
    const plain = randomBytes(bytes);
    memory.fill(0xee);
    memory.set(plain, 3);
    const room = memory.subarray(1_500_000, 1_500_000 + bytes + SEAL_BYTES);
    expect(crypt.sealInto(room, memory.subarray(3, 3 + bytes))).toBe(bytes + SEAL_BYTES);
    expect(crypt.open(Buffer.from(room)).equals(plain)).toBe(true);
    memory.fill(0xee, 0, 1_400_000);
    expect(crypt.openInto(memory.subarray(7, 7 + bytes), room)).toBe(bytes);
    expect(memory.subarray(7, 7 + bytes).equals(plain)).toBe(true);
    const beside = [
      memory.subarray(0, 7),
      memory.subarray(7 + bytes, 1_500_000),
      memory.subarray(1_500_000 + bytes + 32),
    ];
    for (const part of beside) expect(part.equals(Buffer.alloc(part.length, 0xee)), `${bytes}`).toBe(true);
  }
});

test('any change is found before a byte is deciphered', () => {
  const sealed = crypt.seal(randomBytes(1000));
  const to = Buffer.alloc(1000, 0xee);
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => crypt.openInto(to, changed), `byte ${at}`).toThrow(expect.objectContaining({code: 'corrupt'}));
  }
  expect(to.equals(Buffer.alloc(1000, 0xee))).toBe(true);
  for (const cut of [0, 1, 31, 32, 500, sealed.length - 1]) {
    expect(() => crypt.open(sealed.subarray(0, cut)), `${cut} bytes`).toThrow(
      expect.objectContaining({code: 'corrupt'}),
    );
  }
});

test('another key opens nothing', () => {
  const sealed = crypt.seal(Buffer.from('words'));
  for (const other of [{k: randomBytes(16)}, {r: Buffer.alloc(16, 0xff)}]) {
    const stranger = makeCrypt({...keys, ...other}, kernels);
    expect(() => stranger.open(sealed)).toThrow(/changed after it was sealed, or sealed under another key/);
  }
});

test('no nonce comes twice', () => {
  const seen = new Set(Array.from({length: 3000}, () => crypt.seal(Buffer.alloc(0)).toString('hex', 0, 16)));
  expect(seen.size).toBe(3000);
});

test('too little room is refused and nothing is written there', () => {
  const room = Buffer.alloc(40, 0xee);
  expect(() => crypt.sealInto(room, Buffer.alloc(9))).toThrow(RangeError);
  expect(() => crypt.openInto(room.subarray(0, 4), crypt.seal(Buffer.alloc(5)))).toThrow(RangeError);
  expect(room.equals(Buffer.alloc(40, 0xee))).toBe(true);
});
