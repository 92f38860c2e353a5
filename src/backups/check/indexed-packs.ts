import {createHash} from 'node:crypto';
import {SEAL_BYTES} from '../crypt.js';
import type {IndexedPack} from '../format/index-file.js';
import {LENGTH_BYTES, makePackHeader} from '../format/pack-header.js';

/** What the indexes say of a pack, just enough to hold its bytes against it. */
export interface PackFacts {
  bytes: number;
  blobs: number;
  /** The SHA-256 of the header it should have. */
  headerHash: Buffer;
}

export interface IndexedPacks {
  readonly packs: ReadonlyMap<string, PackFacts>;
  readonly problems: readonly {pack: string; why: string}[];
  add(pack: IndexedPack): void;
}

/** A pack may stand in two indexes, when both say the same of it. */
export function gatherPacks(): IndexedPacks {
  const packs = new Map<string, PackFacts>();
  const problems: {pack: string; why: string}[] = [];
  return {
    packs,
    problems,
    add(pack) {
      const blobs = pack.blobs.toSorted((a, b) => a.offset - b.offset);
      const header = makePackHeader(blobs);
      const headerHash = createHash('sha256').update(header).digest();
      const last = blobs.at(-1);
      const bytes = (last ? last.offset + last.length : 0) + header.length + SEAL_BYTES + LENGTH_BYTES;
      const known = packs.get(pack.id);
      if (known && !known.headerHash.equals(headerHash))
        problems.push({pack: pack.id, why: 'two indexes say different things of it'});
      if (!isGapless(blobs)) problems.push({pack: pack.id, why: 'the index has gaps in it, or parts that overlap'});
      packs.set(pack.id, {bytes, blobs: blobs.length, headerHash});
    },
  };
}

function isGapless(blobs: IndexedPack['blobs']): boolean {
  let end = 0;
  for (const {offset, length} of blobs) {
    if (offset !== end) return false;
    end = offset + length;
  }
  return true;
}
