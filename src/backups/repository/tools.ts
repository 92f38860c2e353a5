import {makeCrypt} from '../crypt.js';
import {loadKernels} from '../kernels/kernels.js';
import {loadZstd, type Zstd} from '../kernels/zstd.js';
import type {MakeCrypt} from './keys.js';

/** What works on bytes; loaded once for a repository. */
export interface Tools {
  makeCrypt: MakeCrypt;
  zstd: Zstd;
}

export async function loadTools(): Promise<Tools> {
  // Nothing lies in their memory here: what is sealed passes through in pieces.
  const kernels = loadKernels(0);
  return {makeCrypt: (keys) => makeCrypt(keys, kernels), zstd: await loadZstd()};
}
