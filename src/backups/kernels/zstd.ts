import {OrkestraError} from '../../../state/errors.js';
import {nativeZstd} from './zstd-native.js';

/**
 * Zstandard, whichever implementation the machine has. One thread uses it. Node's own, from 22.15 on, is none of them: it
 * is slower than either for what most files are, a few kilobytes, and takes half a frame for a whole one.
 */
export interface Zstd {
  readonly name: 'native' | 'wasm';
  /** How many bytes were written; `to` has room for compressBound(from.length). */
  compress(to: Uint8Array, from: Uint8Array, level: number): number;
  /** How many bytes were written, never past `to`. Corrupt where `from` is no whole frame or holds more than `to` takes. */
  decompress(to: Uint8Array, from: Uint8Array): number;
}

/** The most that compressing can make of so many bytes. */
export const compressBound = (bytes: number): number =>
  bytes + Math.floor(bytes / 256) + (bytes < 131_072 ? (131_072 - bytes) >> 11 : 0);

export async function loadZstd(): Promise<Zstd> {
  return withWords(nativeZstd() ?? (await import('./zstd-wasm.js')).wasmZstd());
}

/** The same answers to what cannot be done, whoever does the work. */
export function withWords(zstd: Zstd): Zstd {
  return {
    name: zstd.name,
    compress(to, from, level) {
      try {
        return zstd.compress(to, from, level);
      } catch (cause) {
        throw new RangeError(`${from.length} bytes could not be compressed into ${to.length}.`, {cause});
      }
    },
    decompress(to, from) {
      try {
        if (from.length > 0) return zstd.decompress(to, from);
      } catch (cause) {
        throw corrupt(to, cause);
      }
      throw corrupt(to);
    },
  };
}

const corrupt = (to: Uint8Array, cause?: unknown): OrkestraError =>
  new OrkestraError('corrupt', `The compressed data is damaged, or holds more than ${to.length} bytes.`, {cause});
