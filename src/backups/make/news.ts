import {toText} from '../format/names.js';
import type {WalkNews} from './walk.js';

/** How far a backup is. The numbers only grow. */
export interface BackupCounts {
  files: number;
  newFiles: number;
  changedFiles: number;
  sameFiles: number;
  folders: number;
  others: number;
  /** Of files, as they were read or as they were before. */
  bytes: number;
  /** What was last dealt with; for people. */
  current: string;
}

export interface Problem {
  path: string;
  code: string;
  message: string;
}

/** What the walk tells, added up. */
export interface News {
  readonly tell: WalkNews;
  readonly counts: BackupCounts;
  /** The first of them; `problemCount` says how many there were. */
  readonly problems: Problem[];
  readonly problemCount: number;
}

const MOST_PROBLEMS = 1000;

export function makeNews(): News {
  const counts: BackupCounts = {
    ...{files: 0, newFiles: 0, changedFiles: 0, sameFiles: 0},
    ...{folders: 0, others: 0, bytes: 0, current: ''},
  };
  const problems: Problem[] = [];
  let problemCount = 0;
  return {
    counts,
    problems,
    get problemCount() {
      return problemCount;
    },
    tell: {
      folder: () => void counts.folders++,
      other: () => void counts.others++,
      file(path, bytes, change) {
        counts.files += 1;
        counts[`${change}Files`] += 1;
        counts.bytes += bytes;
        counts.current = path;
      },
      problem(path, {code, message}) {
        problemCount += 1;
        if (problems.length < MOST_PROBLEMS) problems.push({path: toText(path), code, message});
      },
    },
  };
}
