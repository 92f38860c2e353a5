import {OrkestraError} from '../../../state/errors.js';
import {type BlobVisitor, scanIndexFile} from '../format/index-scan.js';
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

/** Is told of each blob as well, as each index names it. */
export interface IndexOnlooker extends BlobVisitor {
  /** The end of a file. */
  end(): void;
}

/** Fills `repository.blobs` anew from all indexes. One that is damaged is told and does not keep the others from it. */
export async function loadIndex(repository: Repository, onlooker?: IndexOnlooker): Promise<LoadedIndex> {
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
    if (read) take(read, filler, loaded, onlooker);
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

function take({name, json, why}: Read, filler: Filler, loaded: LoadedIndex, onlooker?: IndexOnlooker): void {
  if (json === undefined) {
    loaded.damaged.push({name, why: why ?? ''});
    return;
  }
  try {
    scanIndexFile(json, name, both(filler, onlooker));
    onlooker?.end();
    loaded.names.push(name);
  } catch (error) {
    loaded.damaged.push({name, why: whyDamaged(error)});
  }
}

function both(one: BlobVisitor, other: BlobVisitor | undefined): BlobVisitor {
  if (!other) return one;
  return {
    pack(id) {
      one.pack(id);
      other.pack(id);
    },
    blob(id, type, offset, length, plainLength) {
      one.blob(id, type, offset, length, plainLength);
      other.blob(id, type, offset, length, plainLength);
    },
  };
}

/** A network that is down or a disk that fails is no damage: those stop the work. */
function whyDamaged(error: unknown): string {
  if (error instanceof OrkestraError && ['corrupt', 'not-found'].includes(error.code)) return error.message;
  throw error;
}

interface Filler extends BlobVisitor {
  table(): BlobTable;
}

function fillTable(first: BlobTable): Filler {
  let table = first;
  let pack = 0;
  const numbers = new Map<string, number>();
  return {
    table: () => table,
    pack(id) {
      pack = numbers.get(id) ?? table.packs.push(id) - 1;
      numbers.set(id, pack);
    },
    blob(id, type, offset, length, plainLength) {
      if (table.isCrowded) table = enlarge(table);
      table.place(id, {type, pack, offset, length, plainLength});
    },
  };
}
