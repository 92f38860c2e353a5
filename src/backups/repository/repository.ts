import {OrkestraError} from '../../../state/errors.js';
import type {Crypt, Keys} from '../crypt.js';
import {type FileKind, fileText, type Store} from '../store/store.js';
import type {BlobPlace, BlobTable} from './blob-table.js';
import {makeBlobTable} from './blob-table.js';
import {hashOf} from './keys.js';
import type {Tools} from './tools.js';
import {pack, tryDecompress, unpack} from './unpacked.js';

export type UnpackedKind = 'index' | 'snapshots' | 'locks';

/** A repository that is open: its files can be read, and written. */
export interface Repository {
  readonly store: Store;
  readonly id: string;
  readonly version: 1 | 2;
  readonly polynomial: bigint;
  readonly keys: Keys;
  /** The name of the key that opened it. */
  readonly keyName: string;
  readonly crypt: Crypt;
  readonly tools: Tools;
  /** Every blob that is known; empty until `loadIndex`. A larger table takes the place of one that is full. */
  blobs: BlobTable;
  /** Its name is held against its bytes; then it is opened and decompressed. */
  load(kind: UnpackedKind | 'keys', name: string): Promise<Buffer>;
  /** Sealed under its hash, which is returned. */
  save(kind: UnpackedKind, plain: Uint8Array): Promise<string>;
  /** Its id is held against its bytes. */
  loadBlob(id: string): Promise<Buffer>;
}

/** A blob is a chunk of at most 8 MiB, or a folder; one of more than this is none. */
const MOST_BLOB_BYTES = 1024 * 1024 * 1024;

export interface Opened {
  store: Store;
  tools: Tools;
  keys: Keys;
  keyName: string;
  config: {version: 1 | 2; id: string; polynomial: bigint};
}

export function makeRepository({store, tools, keys, keyName, config}: Opened): Repository {
  const crypt = tools.makeCrypt(keys);
  const repository: Repository = {
    store,
    tools,
    keys,
    keyName,
    crypt,
    ...config,
    blobs: makeBlobTable(0),
    async load(kind, name) {
      const bytes = await readChecked(store, kind, name);
      if (kind === 'keys') return bytes;
      const what = fileText(kind, name);
      return unpack(
        opening(what, () => crypt.open(bytes)),
        tools.zstd,
        what,
      );
    },
    async save(kind, plain) {
      const sealed = crypt.seal(pack(plain, tools.zstd, config.version));
      const name = hashOf(sealed);
      await store.save(kind, name, sealed);
      return name;
    },
    async loadBlob(id) {
      const place = repository.blobs.find(Buffer.from(id, 'hex'));
      const packName = place && repository.blobs.packs[place.pack];
      if (place === undefined || packName === undefined)
        throw new OrkestraError('not-found', `The blob ${id.slice(0, 8)} is not in ${store.where}.`);
      const {offset, length} = place;
      const sealed = await store.read('data', packName, {offset, length});
      return openBlob(repository, {id, pack: packName, place, sealed});
    },
  };
  return repository;
}

export interface SealedBlob {
  id: string;
  pack: string;
  place: BlobPlace;
  sealed: Uint8Array;
}

/** What was sealed, held against its id. */
export function openBlob({crypt, tools}: Repository, {id, pack, place, sealed}: SealedBlob): Buffer {
  const what = `The blob ${id.slice(0, 8)} in the pack ${pack.slice(0, 8)}`;
  const opened = opening(what, () => crypt.open(sealed));
  const plain = plainOf(opened, place, tools, what);
  if (hashOf(plain) !== id) throw new OrkestraError('corrupt', `${what} is damaged: it is not what its name says.`);
  return plain;
}

/** The bytes of a file, when they are what its name says. */
export async function readChecked(
  store: Store,
  kind: Exclude<FileKind, 'config' | 'data'>,
  name: string,
): Promise<Buffer> {
  const bytes = await store.read(kind, name);
  if (hashOf(bytes) === name) return bytes;
  throw new OrkestraError(
    'corrupt',
    `${fileText(kind, name)} in ${store.where} is damaged: it is not what its name says.`,
    {
      hint: 'Look at the disk; `orkestra verify` says what else is damaged.',
    },
  );
}

/** The MAC of something inside says only that it is wrong; here is known what it is. */
function opening<Of>(what: string, deed: () => Of): Of {
  try {
    return deed();
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
    throw new OrkestraError('corrupt', `${what} is damaged, or was not written with the key of this repository.`, {
      cause: error,
    });
  }
}

function plainOf(opened: Buffer, {plainLength}: BlobPlace, {zstd}: Tools, what: string): Buffer {
  if (plainLength === 0) return opened;
  if (plainLength > MOST_BLOB_BYTES)
    throw new OrkestraError('corrupt', `${what} says it has ${plainLength} bytes, more than any blob may have.`);
  const plain = Buffer.allocUnsafeSlow(plainLength);
  if (tryDecompress(plain, opened, zstd) !== plainLength)
    throw new OrkestraError('corrupt', `${what} is damaged: it is not as long as it should be.`);
  return plain;
}
