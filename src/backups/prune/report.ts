import type {Looked} from './look.js';
import {freedBytes, type PrunePlan, sum} from './plan.js';

/** What a prune would do, or did. */
export interface PruneReport {
  repository: string;
  /** Nothing was changed: it was only asked. */
  isDry: boolean;
  operation: number | null;
  backups: number;
  usedBlobs: number;
  usedBytes: number;
  packs: {kept: number; repacked: number; removed: number; orphans: number; missing: number; made: number};
  /** What is copied into new packs. */
  repackedBytes: number;
  /** What the repository has less afterwards. */
  freedBytes: number;
  /** Waste that stays, as taking it out is not worth it. */
  unusedBytes: number;
  /** The indexes are made anew. */
  isRepair: boolean;
  unreadable: {name: string; why: string}[];
  tookMs: number;
}

export const hasWork = ({packs: {repacked, removed, orphans, missing}, isRepair}: PruneReport): boolean =>
  isRepair || repacked + removed + orphans + missing > 0;

export function reportOf(
  {backups, used, plan, unreadable}: Looked,
  more: Pick<PruneReport, 'repository' | 'isDry' | 'operation' | 'isRepair' | 'tookMs'> & {made: number},
): PruneReport {
  const {made, ...rest} = more;
  return {
    ...rest,
    backups: backups.length,
    usedBlobs: used.count,
    usedBytes: usedBytes(plan),
    packs: {
      kept: plan.kept.length,
      repacked: plan.repacked.length,
      removed: plan.removed.length,
      orphans: plan.orphans.length,
      missing: plan.missing.length,
      made,
    },
    repackedBytes: sum(plan.repacked, (pack) => pack.usedBytes),
    freedBytes: freedBytes(plan),
    unusedBytes: sum(plan.kept, (pack) => pack.unusedBytes),
    unreadable,
  };
}

const usedBytes = ({kept, repacked}: PrunePlan): number => sum([...kept, ...repacked], (pack) => pack.usedBytes);
