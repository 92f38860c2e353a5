import {makeCrypt} from '../crypt.js';
import {loadKernels} from '../kernels/kernels.js';
import {loadZstd, type Zstd} from '../kernels/zstd.js';
import type {MakeCrypt} from './keys.js';

/** What works on bytes; loaded once for a repository. */
export interface Tools {
  makeCrypt: MakeCrypt;
  zstd: Zstd;
}

/** Enough for the MAC of anything, which is computed in pieces. */
const KERNEL_BYTES = 1024 * 1024;

export async function loadTools(): Promise<Tools> {
  const kernels = loadKernels(KERNEL_BYTES);
  return {makeCrypt: (keys) => makeCrypt(keys, kernels), zstd: await loadZstd()};
}
