import {OrkestraError} from '../../../state/errors.js';
import {headerBytes, LENGTH_BYTES, makePackHeader, type PackedBlob, readPackHeader} from '../format/pack-header.js';
import type {Repository} from '../repository/repository.js';
import type {StoredFile} from '../store/store.js';
import type {ListedPacks} from './listed-packs.js';

export interface PacksByHeader {
  packs: ListedPacks;
  /** Packs whose header cannot be used, and why. Nobody knows what is in them, so they stay. */
  unreadable: {name: string; why: string}[];
}

const AT_ONCE = 8;
/** Read with the length of the header: most headers are shorter, so one look is enough. */
const TAIL_BYTES = 32 * 1024;

/** What the packs say of themselves, whatever the indexes say. */
export async function packsByHeader(
  repository: Repository,
  stored: readonly StoredFile[],
  signal: AbortSignal,
): Promise<PacksByHeader> {
  const indexes = (await repository.store.list('index')).map(({name}) => name).sort();
  const headers = new Map<string, Buffer>();
  const unreadable: PacksByHeader['unreadable'] = [];
  const left = stored.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const next = async (): Promise<void> => {
    for (let pack = left.pop(); pack !== undefined; pack = left.pop()) {
      signal.throwIfAborted();
      const {name} = pack;
      try {
        headers.set(name, makePackHeader(await readHeader(repository, pack)));
      } catch (error) {
        if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
        unreadable.push({name, why: error.message});
      }
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, next));
  return {
    unreadable,
    packs: {
      indexes,
      async each(visit) {
        for (const [id, header] of headers) visit({id, blobs: readPackHeader(header, id)});
      },
    },
  };
}

/** The blobs of a pack, as its own sealed header lists them; they have to fill it to the byte. */
export async function readHeader({store, crypt}: Repository, {name, bytes}: StoredFile): Promise<PackedBlob[]> {
  const tailBytes = Math.min(bytes, TAIL_BYTES);
  if (tailBytes < LENGTH_BYTES) throw unusable(name, 'it is too short to be one');
  const tail = await store.read('data', name, {offset: bytes - tailBytes, length: tailBytes});
  const length = headerBytes(tail.subarray(-LENGTH_BYTES), bytes, name);
  const end = bytes - LENGTH_BYTES;
  const sealed =
    length + LENGTH_BYTES <= tailBytes
      ? tail.subarray(tailBytes - LENGTH_BYTES - length, tailBytes - LENGTH_BYTES)
      : await store.read('data', name, {offset: end - length, length});
  const blobs = readPackHeader(openHeader(crypt, sealed, name), name);
  const packed = blobs.reduce((sum, blob) => sum + blob.length, 0);
  if (packed + length + LENGTH_BYTES !== bytes) throw unusable(name, 'its blobs do not fill it');
  return blobs;
}

function openHeader(crypt: Repository['crypt'], sealed: Uint8Array, name: string): Buffer {
  try {
    return crypt.open(sealed);
  } catch (error) {
    if (error instanceof OrkestraError && error.code === 'corrupt') throw unusable(name, 'its header is damaged');
    throw error;
  }
}

const unusable = (name: string, why: string): OrkestraError =>
  new OrkestraError('corrupt', `The pack ${name.slice(0, 8)} cannot be used: ${why}.`);
