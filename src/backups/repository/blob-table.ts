/** Where a blob lies. */
export interface BlobPlace {
  type: BlobType;
  /** The number of its pack; `packs` of the table has the names. */
  pack: number;
  offset: number;
  /** As stored, sealed. */
  length: number;
  /** Before compression; 0 is a blob that is stored as it is. */
  plainLength: number;
}

export type BlobType = 'data' | 'tree';

/**
 * All blobs of a repository by id, in memory that threads share: whoever claims an id first stores that blob, and nobody
 * else does. Open addressing; an id is a hash, so its first bytes are the place to look.
 */
export interface BlobTable {
  /** What other threads are given; see `shareTable`. */
  readonly shared: SharedBlobs;
  /** The names of packs, by number. */
  readonly packs: string[];
  readonly count: number;
  /** Past this many it has to be replaced by a larger one, see `enlarge`. */
  readonly isCrowded: boolean;
  /** Without a type, of either: a chunk and a folder of the same bytes have the same id, and are two blobs. */
  has(id: Uint8Array, type?: BlobType): boolean;
  find(id: Uint8Array, type?: BlobType): BlobPlace | undefined;
  /** True for the one caller that is to store the blob. */
  claim(id: Uint8Array, type: BlobType): boolean;
  /** What was claimed lies there now; a blob nobody claimed is added. */
  place(id: Uint8Array, place: BlobPlace): void;
  each(visit: (id: Buffer, place: BlobPlace) => void): void;
  /** Those that are claimed and lie nowhere yet. */
  eachClaim(visit: (id: Buffer, type: BlobType) => void): void;
}

export interface SharedBlobs {
  readonly slots: SharedArrayBuffer;
  /** How many are in it. */
  readonly counter: SharedArrayBuffer;
}

const WORDS = 13;
const ID = 1;
const PACK = 9;
const OFFSET = 10;
const LENGTH = 11;
const PLAIN_LENGTH = 12;

/** The first word of a slot. A slot is never emptied, so whoever sees an empty one need not look further. */
const EMPTY = 0;
const BEING_WRITTEN = 1;
const FULL = 2;
const IS_TREE = 4;
/** Its place is known; without it, the blob is claimed and not yet in a pack. */
const IS_PLACED = 8;

const MOST_FULL = 0.6;
/** Beyond `isCrowded` there has to be room for what all threads find before they are stopped. */
const FEWEST_SLOTS = 16_384;

/** Room for so many blobs and some more. */
export function makeBlobTable(blobs: number): BlobTable {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(FEWEST_SLOTS, blobs / MOST_FULL)));
  const shared = {slots: new SharedArrayBuffer(slots * WORDS * 4), counter: new SharedArrayBuffer(4)};
  return tableOn(shared, []);
}

/** The same blobs, seen from another thread. Names of packs are only known to the thread that made the table. */
export const openBlobTable = (shared: SharedBlobs): BlobTable => tableOn(shared, []);

/** A table twice as large with the same blobs. No thread may use the old one meanwhile. */
export function enlarge(table: BlobTable): BlobTable {
  const larger = makeBlobTable(table.count * 2 + 1);
  larger.packs.push(...table.packs);
  table.each((id, place) => larger.place(id, place));
  table.eachClaim((id, type) => larger.claim(id, type));
  return larger;
}

/** The same blobs without those that are only claimed: whoever was to store them has stopped. */
export function withoutClaims(table: BlobTable): BlobTable {
  const placed = makeBlobTable(table.count);
  placed.packs.push(...table.packs);
  table.each((id, place) => placed.place(id, place));
  return placed;
}

function tableOn(shared: SharedBlobs, packs: string[]): BlobTable {
  const words = new Int32Array(shared.slots);
  const counter = new Int32Array(shared.counter);
  const size = words.length / WORDS;
  const mask = size - 1;

  const first = (id: Uint8Array): number =>
    (((id[0] ?? 0) | ((id[1] ?? 0) << 8) | ((id[2] ?? 0) << 16) | ((id[3] ?? 0) << 24)) & mask) >>> 0;

  /** The word where the slot of this id begins; or ~word of the empty slot where it would be. */
  const seek = (id: Uint8Array, type: BlobType): number => {
    const wanted = wordsOf(id, type);
    for (let slot = first(id); ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      let state = Atomics.load(words, at);
      while (state === BEING_WRITTEN) state = Atomics.load(words, at);
      if (state === EMPTY) return ~at;
      if (isSame(words, at + ID, wanted)) return at;
    }
  };

  /** The word of the slot, and whether this caller made it. */
  const take = (id: Uint8Array, type: BlobType, state: number): {at: number; isNew: boolean} => {
    for (;;) {
      const found = seek(id, type);
      if (found >= 0) return {at: found, isNew: false};
      const at = ~found;
      if (Atomics.compareExchange(words, at, EMPTY, BEING_WRITTEN) !== EMPTY) continue;
      words.set(wordsOf(id, type), at + ID);
      Atomics.store(words, at, state);
      if (Atomics.add(counter, 0, 1) + 1 >= size) throw new RangeError('the table of blobs is full');
      return {at, isNew: true};
    }
  };

  const placeAt = (at: number): BlobPlace => ({
    type: (Atomics.load(words, at) & IS_TREE) !== 0 ? 'tree' : 'data',
    pack: words[at + PACK] ?? 0,
    offset: (words[at + OFFSET] ?? 0) >>> 0,
    length: (words[at + LENGTH] ?? 0) >>> 0,
    plainLength: (words[at + PLAIN_LENGTH] ?? 0) >>> 0,
  });

  const findAs = (id: Uint8Array, type: BlobType): BlobPlace | undefined => {
    const at = seek(id, type);
    return at >= 0 && (Atomics.load(words, at) & IS_PLACED) !== 0 ? placeAt(at) : undefined;
  };

  return {
    shared,
    packs,
    get count() {
      return Atomics.load(counter, 0);
    },
    get isCrowded() {
      return Atomics.load(counter, 0) > size * MOST_FULL;
    },
    has: (id, type) => seek(id, type ?? 'data') >= 0 || (type === undefined && seek(id, 'tree') >= 0),
    find: (id, type) => (type ? findAs(id, type) : (findAs(id, 'data') ?? findAs(id, 'tree'))),
    claim: (id, type) => take(id, type, FULL | (type === 'tree' ? IS_TREE : 0)).isNew,
    place(id, {type, pack, offset, length, plainLength}) {
      const kind = type === 'tree' ? IS_TREE : 0;
      const {at} = take(id, type, FULL | kind);
      words[at + PACK] = pack;
      words[at + OFFSET] = offset;
      words[at + LENGTH] = length;
      words[at + PLAIN_LENGTH] = plainLength;
      Atomics.store(words, at, FULL | kind | IS_PLACED);
    },
    each(visit) {
      for (let at = 0; at < words.length; at += WORDS) {
        if (((words[at] ?? 0) & IS_PLACED) === 0) continue;
        const place = placeAt(at);
        visit(idAt(words, at + ID, place.type), place);
      }
    },
    eachClaim(visit) {
      for (let at = 0; at < words.length; at += WORDS) {
        const state = words[at] ?? 0;
        if ((state & FULL) === 0 || (state & IS_PLACED) !== 0) continue;
        const {type} = placeAt(at);
        visit(idAt(words, at + ID, type), type);
      }
    },
  };
}

const held = new Int32Array(8);
const heldBytes = new Uint8Array(held.buffer);

/** A folder is looked for under its id with the last byte turned over, so that it is not taken for a chunk. */
const LAST = 31;
const TREE_MARK = 0xff;

/** An id as eight words. One array for all calls: it is used up before the next. */
function wordsOf(id: Uint8Array, type: BlobType): Int32Array {
  heldBytes.set(id);
  if (type === 'tree') heldBytes[LAST] = (heldBytes[LAST] ?? 0) ^ TREE_MARK;
  return held;
}

function isSame(words: Int32Array, at: number, wanted: Int32Array): boolean {
  for (let word = 0; word < 8; word++) if (words[at + word] !== wanted[word]) return false;
  return true;
}

function idAt(words: Int32Array, at: number, type: BlobType): Buffer {
  const copy = words.slice(at, at + 8);
  const id = Buffer.from(copy.buffer, copy.byteOffset, 32);
  if (type === 'tree') id[LAST] = (id[LAST] ?? 0) ^ TREE_MARK;
  return id;
}
