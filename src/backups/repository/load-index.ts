import {OrkestraError} from '../../../state/errors.js';
import {type IndexedPack, readIndexFile} from '../format/index-file.js';
import {type BlobTable, enlarge, makeBlobTable} from './blob-table.js';
import type {Repository} from './repository.js';

export interface LoadedIndex {
  /** The names of the files that were read. */
  names: string[];
  /** Why some could not be; what only they know of is not found. */
  damaged: {name: string; why: string}[];
}

/** A blob takes about this much in an index that is compressed; a wrong guess costs time, nothing else. */
const BYTES_OF_BLOB = 45;
/** So many files are read while one is worked on. */
const AHEAD = 4;

/**
 * Fills `repository.blobs` anew from all indexes. One that is damaged is told and does not keep the others from it. `visit`
 * sees each pack as each index names it.
 */
export async function loadIndex(
  repository: Repository,
  visit: (pack: IndexedPack) => void = () => {},
): Promise<LoadedIndex> {
  const files = await repository.store.list('index');
  const guess = files.reduce((sum, {bytes}) => sum + bytes, 0) / BYTES_OF_BLOB;
  const filler = fillTable(makeBlobTable(guess));
  const loaded: LoadedIndex = {names: [], damaged: []};
  const ahead: Promise<Read>[] = [];
  for (let at = 0; at < files.length; at++) {
    while (ahead.length < AHEAD && at + ahead.length < files.length) {
      const next = readOne(repository, files[at + ahead.length]?.name ?? '');
      // It is awaited in its turn; until then nobody would hear of a failure.
      next.catch(() => {});
      ahead.push(next);
    }
    const read = await ahead.shift();
    if (read) take(read, filler, loaded, visit);
  }
  repository.blobs = filler.table();
  return loaded;
}

interface Read {
  name: string;
  json?: Buffer;
  why?: string;
}

async function readOne(repository: Repository, name: string): Promise<Read> {
  try {
    return {name, json: await repository.load('index', name)};
  } catch (error) {
    return {name, why: whyDamaged(error)};
  }
}

function take({name, json, why}: Read, filler: Filler, loaded: LoadedIndex, visit: (pack: IndexedPack) => void): void {
  if (json === undefined) {
    loaded.damaged.push({name, why: why ?? ''});
    return;
  }
  try {
    readIndexFile(json, name, (pack) => {
      filler.add(pack);
      visit(pack);
    });
    loaded.names.push(name);
  } catch (error) {
    loaded.damaged.push({name, why: whyDamaged(error)});
  }
}

/** A network that is down or a disk that fails is no damage: those stop the work. */
function whyDamaged(error: unknown): string {
  if (error instanceof OrkestraError && ['corrupt', 'not-found'].includes(error.code)) return error.message;
  throw error;
}

interface Filler {
  add(pack: IndexedPack): void;
  table(): BlobTable;
}

function fillTable(first: BlobTable): Filler {
  let table = first;
  const numbers = new Map<string, number>();
  const id = Buffer.alloc(32);
  const numberOf = (pack: string): number => {
    const number = numbers.get(pack) ?? table.packs.push(pack) - 1;
    numbers.set(pack, number);
    return number;
  };
  return {
    table: () => table,
    add(indexed) {
      const pack = numberOf(indexed.id);
      for (const {id: hex, type, offset, length, plainLength} of indexed.blobs) {
        if (table.isCrowded) table = enlarge(table);
        id.write(hex, 'hex');
        table.place(id, {type, pack, offset, length, plainLength});
      }
    },
  };
}
