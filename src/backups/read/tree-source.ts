import {closeSync, readSync} from 'node:fs';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {makeTreeReader, type TreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import {makeOpener} from './opener.js';
import {openPackFile} from './reading.js';
import {makeSweep} from './sweep.js';

const OPEN_PACKS = 16;
/** Most folders fit into this; it is used again for each. */
const ROOM_BYTES = 256 * 1024;

/** What is made of a folder takes about so many times its text, and is of no use once it was looked at. */
const HEAP_TIMES = 4;

/**
 * Reads thousands of folders one after the other without leaving thousands of pieces of memory behind: what is returned is
 * valid until the next one is read. Undefined where one is missing or damaged.
 */
export function openTrees(repository: Repository): TreeReader {
  const {store, blobs, crypt, tools} = repository;
  const {pathOf} = store;
  if (!pathOf) return makeTreeReader(repository);
  const descriptors = new Map<string, number>();
  const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  const sweep = makeSweep();
  const opener = makeOpener(crypt, tools.zstd);
  const id = Buffer.alloc(32);
  const sealedOf = (pack: string, offset: number, length: number): Buffer => {
    const descriptor = descriptors.get(pack) ?? openPackFile(pathOf('data', pack));
    keep(descriptors, pack, descriptor);
    const to = length <= room.length ? room : Buffer.allocUnsafeSlow(length);
    return to.subarray(0, readSync(descriptor, to, 0, length, offset));
  };
  const read = async (tree: string): Promise<Buffer | undefined> => {
    id.write(tree, 'hex');
    const place = blobs.find(id);
    const pack = place && blobs.packs[place.pack];
    if (!place || pack === undefined) return undefined;
    try {
      sweep(place.plainLength * HEAP_TIMES);
      return opener.open(sealedOf(pack, place.offset, place.length), {id, plainLength: place.plainLength});
    } catch (error) {
      if (error instanceof OrkestraError ? error.code === 'corrupt' : isUnreadable(error)) return undefined;
      throw error;
    }
  };
  const close = (): void => {
    for (const descriptor of descriptors.values()) closeSync(descriptor);
    descriptors.clear();
  };
  return Object.assign(read, {close});
}

/** A pack that is missing or lies on a broken place of the disk is damage like any other. */
const isUnreadable = (error: unknown): boolean =>
  ['ENOENT', 'ELOOP', 'EIO', 'ENOTDIR', 'EACCES'].includes(errnoOf(error) ?? '');

function keep(descriptors: Map<string, number>, pack: string, descriptor: number): void {
  descriptors.delete(pack);
  descriptors.set(pack, descriptor);
  const [oldest] = descriptors;
  if (descriptors.size <= OPEN_PACKS || !oldest) return;
  descriptors.delete(oldest[0]);
  closeSync(oldest[1]);
}
