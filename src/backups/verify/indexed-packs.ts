import {createHash} from 'node:crypto';
import {SEAL_BYTES} from '../crypt.js';
import {LENGTH_BYTES} from '../format/pack-header.js';
import type {IndexOnlooker} from '../repository/load-index.js';
import {makePackList} from './pack-list.js';

/** What the indexes say of a pack, just enough to hold its bytes against it. */
export interface PackFacts {
  bytes: number;
  blobs: number;
  /** The SHA-256 of the header it should have. */
  headerHash: Buffer;
}

export interface IndexedPacks extends IndexOnlooker {
  readonly packs: ReadonlyMap<string, PackFacts>;
  readonly problems: readonly {pack: string; why: string}[];
}

/** A pack may stand in two indexes, when both say the same of it. */
export function gatherPacks(): IndexedPacks {
  const packs = new Map<string, PackFacts>();
  const problems: {pack: string; why: string}[] = [];
  const list = makePackList();
  const told = new Set<string>();
  let current: string | undefined;

  const finish = (): void => {
    if (current === undefined) return;
    const {header, bytes, isGapless} = list.finish();
    const headerHash = createHash('sha256').update(header).digest();
    const known = packs.get(current);
    if (known && !known.headerHash.equals(headerHash))
      problems.push({pack: current, why: 'two indexes say different things of it'});
    if (!isGapless) problems.push({pack: current, why: 'the index has gaps in it, or parts that overlap'});
    packs.set(current, {bytes: bytes + header.length + SEAL_BYTES + LENGTH_BYTES, blobs: list.count, headerHash});
    current = undefined;
  };

  return {
    packs,
    problems,
    pack(id) {
      // An index that turns out to be of another shape is told anew from its start: what was begun is void.
      if (told.has(id)) current = undefined;
      finish();
      told.add(id);
      list.clear();
      current = id;
    },
    blob: list.add,
    end() {
      finish();
      told.clear();
    },
  };
}
