import {type Cipher, createCipheriv, randomFillSync, timingSafeEqual} from 'node:crypto';
import {OrkestraError} from '../../state/errors.js';
import {type Kernels, STREAM_BYTES} from './kernels/kernels.js';

/** AES-256 for the words, and two halves of a Poly1305 key: r as it is, s from the nonce by AES-128 under k. */
export interface Keys {
  readonly encrypt: Buffer;
  readonly k: Buffer;
  readonly r: Buffer;
}

/** Nothing leaves for a repository but sealed: nonce, ciphertext, and a code that shows any change of either. */
export interface Crypt {
  seal(plain: Uint8Array): Buffer;
  /** How many bytes were written: SEAL_BYTES more than `plain` has. The two may not overlap. */
  sealInto(to: Buffer, plain: Uint8Array): number;
  /** Refused as corrupt before any of it is deciphered. */
  open(sealed: Uint8Array): Buffer;
  openInto(to: Buffer, sealed: Uint8Array): number;
}

const NONCE_BYTES = 16;
const MAC_BYTES = 16;
const PIECE_BYTES = 65_536;
/** What sealing adds. */
export const SEAL_BYTES = NONCE_BYTES + MAC_BYTES;

export function makeCrypt(keys: Keys, kernels: Kernels, roll: (nonces: Buffer) => unknown = randomFillSync): Crypt {
  const macCipher = createCipheriv('aes-128-ecb', keys.k, null).setAutoPadding(false);
  const blockCipher = createCipheriv('aes-256-ecb', keys.encrypt, null).setAutoPadding(false);
  const encipher = (blocks: Buffer): Buffer => blockCipher.update(blocks);
  const nextNonce = makeNonces(roll, macCipher);
  const turn = (to: Uint8Array, from: Uint8Array, nonce: Uint8Array): void => {
    if (from.length <= STREAM_BYTES) kernels.stream(to, from, nonce, encipher);
    else turnLong(to, from, createCipheriv('aes-256-ctr', keys.encrypt, nonce));
  };

  const crypt: Crypt = {
    sealInto(to, plain) {
      const end = NONCE_BYTES + plain.length;
      if (to.length < end + MAC_BYTES) throw new RangeError(`${to.length} bytes are too few to seal ${plain.length}.`);
      const {nonce, s} = nextNonce();
      to.set(nonce);
      const ciphertext = to.subarray(NONCE_BYTES, end);
      turn(ciphertext, plain, nonce);
      to.set(kernels.poly1305(ciphertext, keys.r, s), end);
      return end + MAC_BYTES;
    },
    openInto(to, sealed) {
      const bytes = sealed.length - SEAL_BYTES;
      if (bytes < 0) throw new OrkestraError('corrupt', `${sealed.length} bytes are too few to be anything sealed.`);
      if (to.length < bytes) throw new RangeError(`${to.length} bytes are too few to open ${sealed.length}.`);
      const nonce = sealed.subarray(0, NONCE_BYTES);
      const ciphertext = sealed.subarray(NONCE_BYTES, NONCE_BYTES + bytes);
      const code = kernels.poly1305(ciphertext, keys.r, macCipher.update(nonce));
      if (!timingSafeEqual(code, sealed.subarray(NONCE_BYTES + bytes))) {
        throw new OrkestraError('corrupt', 'The data was changed after it was sealed, or sealed under another key.');
      }
      turn(to, ciphertext, nonce);
      return bytes;
    },
    seal(plain) {
      const sealed = Buffer.allocUnsafe(plain.length + SEAL_BYTES);
      crypt.sealInto(sealed, plain);
      return sealed;
    },
    open(sealed) {
      const plain = Buffer.allocUnsafe(Math.max(0, sealed.length - SEAL_BYTES));
      crypt.openInto(plain, sealed);
      return plain;
    },
  };
  return crypt;
}

/** In pieces: each answer is memory of its own, and the system takes long to give much of it at once. */
function turnLong(to: Uint8Array, from: Uint8Array, cipher: Cipher): void {
  for (let at = 0; at < from.length; at += PIECE_BYTES) to.set(cipher.update(from.subarray(at, at + PIECE_BYTES)), at);
}

interface Nonce {
  nonce: Buffer;
  /** The half of the Poly1305 key that belongs to it. */
  s: Buffer;
}

/** A call for random bytes, or of a cipher, costs about the same for one nonce as for many. */
function makeNonces(roll: (nonces: Buffer) => unknown, macCipher: Cipher): () => Nonce {
  const nonces = Buffer.allocUnsafeSlow(256 * NONCE_BYTES);
  let halves = nonces;
  let at = nonces.length;
  return () => {
    if (at === nonces.length) {
      roll(nonces);
      halves = macCipher.update(nonces);
      at = 0;
    }
    at += NONCE_BYTES;
    return {nonce: nonces.subarray(at - NONCE_BYTES, at), s: halves.subarray(at - NONCE_BYTES, at)};
  };
}
