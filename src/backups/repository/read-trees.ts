import {closeSync, constants, openSync, readSync} from 'node:fs';
import {OrkestraError} from '../../../state/errors.js';
import type {BlobPlace} from './blob-table.js';
import {openBlob, type Repository} from './repository.js';

/** Reads many small blobs, such as trees, one after the other. Undefined where one is missing or damaged. */
export interface TreeReader {
  (id: string): Promise<Buffer | undefined>;
  close(): void;
}

const OPEN_PACKS = 16;
/** So many packs of a store elsewhere are kept in memory: trees lie together, so the next one is in them. */
const KEPT_PACKS = 3;

export function makeTreeReader(repository: Repository): TreeReader {
  const sealed = repository.store.pathOf ? localReader(repository) : remoteReader(repository);
  const read = async (id: string): Promise<Buffer | undefined> => {
    const place = repository.blobs.find(Buffer.from(id, 'hex'));
    const pack = place && repository.blobs.packs[place.pack];
    if (!place || pack === undefined) return undefined;
    try {
      return openBlob(repository, {id, pack, place, sealed: await sealed.read(pack, place)});
    } catch (error) {
      if (error instanceof OrkestraError && (error.code === 'corrupt' || error.code === 'not-found')) return undefined;
      throw error;
    }
  };
  return Object.assign(read, {close: sealed.close});
}

interface SealedReader {
  read(pack: string, place: BlobPlace): Buffer | Promise<Buffer>;
  close(): void;
}

/** Packs stay open: opening one for each of thousands of trees takes longer than all else. */
function localReader({store}: Repository): SealedReader {
  const descriptors = new Map<string, number>();
  const open = (pack: string): number => {
    const known = descriptors.get(pack);
    if (known !== undefined) return known;
    if (descriptors.size >= OPEN_PACKS) closeOldest(descriptors);
    const descriptor = openPack(store.pathOf?.('data', pack) ?? '');
    descriptors.set(pack, descriptor);
    return descriptor;
  };
  return {
    read(pack, {offset, length}) {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, readSync(open(pack), bytes, 0, length, offset));
    },
    close() {
      for (const descriptor of descriptors.values()) closeSync(descriptor);
      descriptors.clear();
    },
  };
}

function closeOldest(descriptors: Map<string, number>): void {
  const [oldest] = descriptors;
  if (!oldest) return;
  closeSync(oldest[1]);
  descriptors.delete(oldest[0]);
}

function openPack(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    throw new OrkestraError('not-found', `The pack ${path} cannot be read.`, {cause: error});
  }
}

function remoteReader({store}: Repository): SealedReader {
  const packs = new Map<string, Promise<Buffer>>();
  return {
    async read(pack, {offset, length}) {
      const bytes = packs.get(pack) ?? store.read('data', pack);
      packs.delete(pack);
      packs.set(pack, bytes);
      const [oldest] = packs.keys();
      if (packs.size > KEPT_PACKS && oldest !== undefined) packs.delete(oldest);
      return (await bytes).subarray(offset, offset + length);
    },
    close: () => packs.clear(),
  };
}
