import {closeSync, constants, openSync} from 'node:fs';
import {type Crypt, makeCrypt} from '../crypt.js';
import {type Kernels, loadKernels} from '../kernels/kernels.js';
import {loadZstd} from '../kernels/zstd.js';
import {makeOpener, type Opener} from './opener.js';

/** What a thread that reads packs works with. */
export interface Reading {
  crypt: Crypt;
  opener: Opener;
  /** Where sealed bytes are looked at without copying them. */
  memory: Buffer;
}

export interface SharedKeys {
  encrypt: Uint8Array;
  k: Uint8Array;
  r: Uint8Array;
}

/** The largest chunk, sealed, and something to read ahead. */
const WINDOW_BYTES = 9 * 1024 * 1024;
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export async function startReading({encrypt, k, r}: SharedKeys): Promise<Reading> {
  const zstd = await loadZstd();
  const kernels: Kernels = loadKernels(WINDOW_BYTES);
  const crypt = makeCrypt({encrypt: Buffer.from(encrypt), k: Buffer.from(k), r: Buffer.from(r)}, kernels);
  return {crypt, opener: makeOpener(crypt, zstd), memory: kernels.memory};
}

export function withPack<Result>(path: string, work: (descriptor: number) => Result): Result {
  const descriptor = openSync(path, READ_ONLY);
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
