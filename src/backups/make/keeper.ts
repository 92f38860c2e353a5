import {hash} from 'node:crypto';
import {compressBound, type Zstd} from '../kernels/zstd.js';
import type {BlobTable, BlobType} from '../repository/blob-table.js';
import type {Packer} from './packer.js';

/** Keeps each blob once, whoever comes with it first. */
export interface Keeper {
  keep(plain: Buffer, type: BlobType): Buffer;
}

export interface KeeperOptions {
  blobs(): BlobTable;
  packer: Packer;
  zstd: Zstd;
  /** None stores blobs as they are. */
  level: number | undefined;
  /** Where a blob is compressed into; larger ones are given memory of their own. */
  room: Buffer;
}

export function makeKeeper({blobs, packer, zstd, level, room}: KeeperOptions): Keeper {
  const compress = (plain: Buffer, strength: number): Buffer => {
    const most = compressBound(plain.length);
    const to = most <= room.length ? room : Buffer.allocUnsafeSlow(most);
    return to.subarray(0, zstd.compress(to, plain, strength));
  };
  return {
    keep(plain, type) {
      const id = hash('sha256', plain, 'buffer');
      if (!blobs().claim(id, type)) return id;
      if (level === undefined) packer.add({id, type, plainLength: 0}, plain);
      else packer.add({id, type, plainLength: plain.length}, compress(plain, level));
      return id;
    },
  };
}
