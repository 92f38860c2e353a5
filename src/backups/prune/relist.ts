import {OrkestraError} from '../../../state/errors.js';
import {type IndexedPack, makeIndexFile, readIndexFile} from '../format/index-file.js';
import {type BlobTable, enlarge, makeBlobTable} from '../repository/blob-table.js';
import {hashOf} from '../repository/keys.js';
import type {Repository} from '../repository/repository.js';
import {packsByHeader} from './pack-headers.js';
import type {UsedBlobs} from './used-blobs.js';

/** As many as restic puts into one. */
const LIST_BLOBS = 50_000;

/**
 * Writes indexes of these packs, in pieces. Only the last says which indexes all of them replace: whoever believes one
 * when the others are not there yet would find less than there is. Each name is told as soon as it is written.
 */
export async function writeIndexes(
  repository: Repository,
  each: (visit: (pack: IndexedPack) => void) => Promise<void>,
  replaced: readonly string[],
  tell: (name: string) => void,
): Promise<void> {
  const texts: Buffer[] = [];
  let piece: IndexedPack[] = [];
  let blobs = 0;
  await each((pack) => {
    if (blobs >= LIST_BLOBS) {
      texts.push(makeIndexFile(piece));
      piece = [];
      blobs = 0;
    }
    piece.push(pack);
    blobs += pack.blobs.length;
  });
  for (const text of texts) tell(await repository.save('index', text));
  if (piece.length > 0) tell(await repository.save('index', makeIndexFile(piece, replaced)));
}

/** The sizes of the packs that should be there. */
export type Sizes = ReadonlyMap<string, number>;

/**
 * What these indexes say, read back from the repository, is held against what is needed: every blob that is used lies in a
 * pack that is there, whole as far as its size tells.
 */
export async function checkIndexes(
  repository: Repository,
  indexes: readonly string[],
  used: UsedBlobs,
  expected?: Sizes,
): Promise<{packs: number; blobs: number}> {
  const sizes = new Map((await repository.store.list('data')).map(({name, bytes}) => [name, bytes]));
  const packs = new Set<string>();
  const table = tableOf();
  for (const index of indexes) {
    readIndexFile(await repository.load('index', index), index, ({id, blobs}) => {
      const bytes = sizes.get(id);
      const end = blobs.reduce((most, {offset, length}) => Math.max(most, offset + length), 0);
      if (bytes === undefined) throw wrong(`the pack ${id.slice(0, 8)} is gone`);
      if (bytes <= end || bytes !== (expected?.get(id) ?? bytes)) throw wrong(`the pack ${id.slice(0, 8)} was cut`);
      packs.add(id);
      for (const blob of blobs) table.add(blob.id, blob.type);
    });
  }
  used.eachClaim((id) => {
    if (!table.has(id)) throw wrong(`the blob ${id.toString('hex', 0, 4)} is listed nowhere`);
  });
  return {packs: packs.size, blobs: used.count};
}

function tableOf() {
  let table: BlobTable = makeBlobTable(0);
  const id = Buffer.alloc(32);
  return {
    has: (wanted: Uint8Array): boolean => table.has(wanted),
    add(hex: string, type: 'data' | 'tree'): void {
      if (table.isCrowded) table = enlarge(table);
      id.write(hex, 'hex');
      table.claim(id, type);
    },
  };
}

/** Reads new packs back whole: their name is the hash of what they are. */
export async function readBackPacks(
  repository: Repository,
  packs: readonly {name: string; bytes: number}[],
  signal: AbortSignal,
): Promise<void> {
  for (const {name} of packs) {
    signal.throwIfAborted();
    if (hashOf(await repository.store.read('data', name)) !== name)
      throw wrong(`the pack ${name.slice(0, 8)} is damaged`);
  }
  const {unreadable} = await packsByHeader(repository, packs, signal);
  if (unreadable[0]) throw wrong(unreadable[0].why);
}

const wrong = (why: string): OrkestraError =>
  new OrkestraError(
    'corrupt',
    `The repository is not what it should be: ${why.replace(/\.$/, '')}. Nothing more was removed.`,
    {
      hint: 'Run `orkestra verify`.',
    },
  );
