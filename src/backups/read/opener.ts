import {hash} from 'node:crypto';
import {OrkestraError} from '../../../state/errors.js';
import {type Crypt, SEAL_BYTES} from '../crypt.js';
import type {Zstd} from '../kernels/zstd.js';

/** What is known of a blob from an index, or from the header of its pack. */
export interface SealedFacts {
  id: Uint8Array;
  /** Before compression; 0 is a blob that is stored as it is. */
  plainLength: number;
}

export interface Opener {
  /** What was sealed, held against its id; valid until the next call. Corrupt where anything is wrong with it. */
  open(sealed: Uint8Array, blob: SealedFacts): Buffer;
}

/** Nearly all blobs fit into this; others are given memory of their own. */
const ROOM_BYTES = 8 * 1024 * 1024 + 64 * 1024;
/** A chunk has at most 8 MiB, and no folder comes near: what claims more is made to fill memory. */
const MOST_BYTES = 256 * 1024 * 1024;

export function makeOpener(crypt: Crypt, zstd: Zstd): Opener {
  const packed = Buffer.allocUnsafeSlow(ROOM_BYTES);
  const unpacked = Buffer.allocUnsafeSlow(ROOM_BYTES);
  const decompress = (from: Uint8Array, bytes: number): Buffer => {
    if (bytes > MOST_BYTES) throw damaged(`it says it has ${bytes} bytes, more than any blob may have`);
    const to = roomIn(unpacked, bytes);
    if (zstd.decompress(to, from) !== bytes) throw damaged('it is shorter than it should be');
    return to;
  };
  return {
    open(sealed, {id, plainLength}) {
      if (sealed.length < SEAL_BYTES) throw damaged('its pack ends before it does');
      const opened = roomIn(packed, sealed.length - SEAL_BYTES);
      crypt.openInto(opened, sealed);
      const plain = plainLength === 0 ? opened : decompress(opened, plainLength);
      if (!hash('sha256', plain, 'buffer').equals(id)) throw damaged('it is not what its name says');
      return plain;
    },
  };
}

const roomIn = (room: Buffer, bytes: number): Buffer =>
  bytes <= room.length ? room.subarray(0, bytes) : Buffer.allocUnsafeSlow(bytes);

const damaged = (why: string): OrkestraError => new OrkestraError('corrupt', `The blob cannot be used: ${why}.`);
