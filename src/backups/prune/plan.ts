import {OrkestraError} from '../../../state/errors.js';
import {parseBytes} from '../../formats.js';
import type {StoredFile} from '../store/store.js';

/** What of a pack is needed. Sizes are as stored. */
export interface PackFacts {
  name: string;
  /** The whole file, with its header. */
  bytes: number;
  usedBytes: number;
  unusedBytes: number;
  usedBlobs: number;
  unusedBlobs: number;
  kind: 'data' | 'tree' | 'mixed';
}

/** How much waste may stay where taking it out would cost more than it brings: a share of all, or bytes. */
export type MostUnused = {share: number} | {bytes: number};

export interface PruneRules {
  mostUnused: MostUnused;
  repacksSmall: boolean;
  /** So large a pack should be. */
  packBytes: number;
}

export interface PrunePlan {
  kept: PackFacts[];
  /** What of them is used goes into new packs, then they are removed. */
  repacked: PackFacts[];
  /** Nothing of them is used. */
  removed: PackFacts[];
  /** Packs that no index names: left by work that was ended. */
  orphans: StoredFile[];
  /** Named by an index, not there, and not needed. */
  missing: string[];
}

/** `5%`, `200MB`, `unlimited`, or 0 for none at all. */
export function parseMostUnused(text: string): MostUnused {
  const [, percent] = /^(\d{1,3}(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? [];
  if (text.trim() === 'unlimited') return {bytes: Number.POSITIVE_INFINITY};
  if (percent !== undefined && Number(percent) < 100) return {share: Number(percent) / 100};
  const bytes = percent === undefined ? parseBytes(text) : undefined;
  if (bytes !== undefined) return {bytes};
  throw new OrkestraError('invalid', `--max-unused takes a share such as 5%, or a size such as 200MB, not "${text}".`);
}

/** Smaller than this part of a full pack is small. */
const SMALL = 0.8;

export function planPrune(
  packs: readonly PackFacts[],
  {orphans, missing}: Pick<PrunePlan, 'orphans' | 'missing'>,
  rules: PruneRules,
): PrunePlan {
  const removed = packs.filter(({usedBlobs}) => usedBlobs === 0);
  const used = packs.filter(({usedBlobs}) => usedBlobs > 0);
  const repacked = new Set([...used.filter(({kind}) => kind === 'mixed'), ...smallOnes(used, rules)]);
  let waste = sum(used, ({unusedBytes}) => unusedBytes) - sum(repacked, ({unusedBytes}) => unusedBytes);
  const most = mostBytes(
    rules.mostUnused,
    sum(used, ({usedBytes}) => usedBytes),
  );
  const wasteful = used.filter((pack) => pack.unusedBytes > 0 && !repacked.has(pack)).sort(byWaste);
  for (const pack of wasteful) {
    if (waste <= most) break;
    repacked.add(pack);
    waste -= pack.unusedBytes;
  }
  const kept = used.filter((pack) => !repacked.has(pack));
  return {kept, repacked: [...repacked], removed, orphans: [...orphans], missing: [...missing]};
}

/** The most is freed for the least that has to be written. */
const byWaste = (a: PackFacts, b: PackFacts): number =>
  b.unusedBytes / b.bytes - a.unusedBytes / a.bytes || (a.name < b.name ? -1 : 1);

/** The share counts against what the repository has then, waste and all. */
const mostBytes = (most: MostUnused, usedBytes: number): number =>
  'bytes' in most ? most.bytes : (most.share / (1 - most.share)) * usedBytes;

/** One alone gains nothing by being written again. */
function smallOnes(used: readonly PackFacts[], {repacksSmall, packBytes}: PruneRules): PackFacts[] {
  if (!repacksSmall) return [];
  return (['data', 'tree'] as const).flatMap((wanted) => {
    const small = used.filter(({kind, bytes}) => kind === wanted && bytes < packBytes * SMALL);
    return small.length > 1 ? small : [];
  });
}

export const sum = <Of>(all: Iterable<Of>, of: (one: Of) => number): number => {
  let total = 0;
  for (const one of all) total += of(one);
  return total;
};

/** What goes, in bytes; what the new packs weigh beyond their blobs is not counted. */
export const freedBytes = ({removed, repacked, orphans}: PrunePlan): number =>
  sum(removed, ({bytes}) => bytes) + sum(repacked, ({unusedBytes}) => unusedBytes) + sum(orphans, ({bytes}) => bytes);
