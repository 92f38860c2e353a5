import {closeSync, constants, openSync} from 'node:fs';
import {basename} from 'node:path';
import {OrkestraError} from '../../../state/errors.js';
import type {Reading} from '../read/reading.js';
import {makeWindow} from '../read/window.js';
import {type BlobList, ID_BYTES, PLACE_NUMBERS} from './jobs.js';

/** Reads the blobs of one job, pack by pack and from front to back. */
export interface BlobReader {
  /** Their numbers in the order they lie. */
  order(): Uint32Array;
  /** Held against its id; valid until the next one is read. */
  read(blob: number): Buffer;
  close(): void;
}

const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export function makeBlobReader({opener, memory}: Reading, {ids, places, packs}: BlobList): BlobReader {
  const window = makeWindow(memory);
  let packNow = -1;
  let descriptor = -1;
  let last: {id: Uint8Array; plain: Buffer} | undefined;

  const number = (blob: number, which: number): number => places[blob * PLACE_NUMBERS + which] ?? 0;
  const close = (): void => {
    if (descriptor >= 0) closeSync(descriptor);
    descriptor = -1;
    packNow = -1;
  };
  const use = (pack: number, at: number): void => {
    if (pack === packNow) return;
    close();
    descriptor = openPack(packs[pack] ?? '');
    packNow = pack;
    window.open(descriptor, at);
  };
  return {
    order: () =>
      Uint32Array.from({length: places.length / PLACE_NUMBERS}, (_, blob) => blob).sort(
        (a, b) => number(a, 0) - number(b, 0) || number(a, 1) - number(b, 1),
      ),
    read(blob) {
      const id = ids.subarray(blob * ID_BYTES, (blob + 1) * ID_BYTES);
      // The same piece again and again is what a file of zeros is made of.
      if (last && Buffer.compare(last.id, id) === 0) return last.plain;
      last = undefined;
      use(number(blob, 0), number(blob, 1));
      const plain = opener.open(window.view(number(blob, 1), number(blob, 2)), {id, plainLength: number(blob, 3)});
      last = {id, plain};
      return plain;
    },
    close,
  };
}

function openPack(path: string): number {
  try {
    return openSync(path, READ_ONLY);
  } catch (error) {
    throw new OrkestraError('not-found', `The pack ${basename(path).slice(0, 8)} cannot be read.`, {cause: error});
  }
}
