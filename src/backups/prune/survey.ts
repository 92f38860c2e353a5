import type {IndexedPack} from '../format/index-file.js';
import type {PackedBlob} from '../format/pack-header.js';
import {makeBlobTable} from '../repository/blob-table.js';
import type {StoredFile} from '../store/store.js';
import type {ListedPacks} from './listed-packs.js';
import type {PackFacts} from './plan.js';
import type {UsedBlobs} from './used-blobs.js';

/** What lies in the packs, held against what is used. */
export interface Survey {
  /** Those that are listed and there. */
  packs: PackFacts[];
  /** Listed, and not there. */
  missing: string[];
  /** There, and listed nowhere. */
  orphans: StoredFile[];
  /** True for a blob that is used and of whose copies this is the one that stays. */
  isWanted(pack: string, blob: PackedBlob): boolean;
}

export async function survey(
  listed: ListedPacks,
  used: UsedBlobs,
  blobs: number,
  stored: readonly StoredFile[],
): Promise<Survey> {
  const onDisk = new Map(stored.map(({name, bytes}) => [name, bytes]));
  const packs: PackFacts[] = [];
  const missing: string[] = [];
  const copies = findCopies(blobs);
  await listed.each((pack) => {
    const bytes = onDisk.get(pack.id);
    if (bytes === undefined) return void missing.push(pack.id);
    onDisk.delete(pack.id);
    const facts = factsOf(pack, bytes, used);
    const number = packs.push(facts) - 1;
    for (const blob of pack.blobs) if (isUsed(used, blob)) copies.add(number, blob);
  });
  const losers = copies.settle(packs);
  return {
    packs,
    missing,
    orphans: [...onDisk].map(([name, bytes]) => ({name, bytes})),
    isWanted: (pack, blob) => isUsed(used, blob) && !losers.has(copyText(pack, blob)),
  };
}

const id = Buffer.alloc(32);

function isUsed(used: UsedBlobs, blob: PackedBlob): boolean {
  id.write(blob.id, 'hex');
  return used.has(id);
}

function factsOf({id: name, blobs}: IndexedPack, bytes: number, used: UsedBlobs): PackFacts {
  const facts: PackFacts = {name, bytes, usedBytes: 0, unusedBytes: 0, usedBlobs: 0, unusedBlobs: 0, kind: 'data'};
  for (const blob of blobs) {
    const word = isUsed(used, blob) ? 'used' : 'unused';
    facts[`${word}Bytes`] += blob.length;
    facts[`${word}Blobs`] += 1;
  }
  const trees = blobs.filter(({type}) => type === 'tree').length;
  if (trees > 0) facts.kind = trees === blobs.length ? 'tree' : 'mixed';
  return facts;
}

/** A folder and a chunk may have the same bytes, so the same id, and both are needed under their own kind. */
const keyText = ({id: blob, type}: Pick<PackedBlob, 'id' | 'type'>): string => `${type} ${blob}`;
const copyText = (pack: string, blob: PackedBlob): string => `${pack} ${blob.offset} ${keyText(blob)}`;

interface Copy {
  pack: number;
  blob: PackedBlob;
}

/** Of a used blob that lies in several places one is kept: where the least is waste, so that the other packs may go. */
function findCopies(blobs: number) {
  const firsts = makeBlobTable(blobs);
  const copies = new Map<string, Copy[]>();
  return {
    add(pack: number, blob: PackedBlob): void {
      id.write(blob.id, 'hex');
      const first = firsts.find(id, blob.type);
      if (!first) return firsts.place(id, {...blob, pack});
      const key = keyText(blob);
      const known = copies.get(key) ?? [{pack: first.pack, blob: {...first, id: blob.id}}];
      copies.set(key, [...known, {pack, blob}]);
    },
    settle(packs: readonly PackFacts[]): Set<string> {
      const waste = packs.map(({unusedBytes}) => unusedBytes);
      const better = (a: Copy, b: Copy): number =>
        (waste[a.pack] ?? 0) - (waste[b.pack] ?? 0) || a.pack - b.pack || a.blob.offset - b.blob.offset;
      const losers = new Set<string>();
      for (const found of copies.values()) {
        for (const {pack, blob} of found.toSorted(better).slice(1)) {
          const facts = packs[pack];
          if (facts) lose(facts, blob, losers);
        }
      }
      return losers;
    },
  };
}

function lose(facts: PackFacts, blob: PackedBlob, losers: Set<string>): void {
  facts.usedBytes -= blob.length;
  facts.usedBlobs -= 1;
  facts.unusedBytes += blob.length;
  facts.unusedBlobs += 1;
  losers.add(copyText(facts.name, blob));
}
