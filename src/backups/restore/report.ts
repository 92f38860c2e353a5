/** How far a restore is. The numbers only grow. */
export interface RestoreCounts {
  /** Made anew, or in the place of another. */
  files: number;
  bytes: number;
  /** Were there already, with the content of the backup. */
  sameFiles: number;
  folders: number;
  links: number;
  /** Read again afterwards and found right. */
  verifiedFiles: number;
}

export interface RestoreProblem {
  path: string;
  why: string;
}

/** Counts, and remembers what went wrong. */
export interface Report {
  readonly counts: RestoreCounts;
  readonly problems: readonly RestoreProblem[];
  readonly problemCount: number;
  add(kind: keyof RestoreCounts, by?: number): void;
  problem(path: string, why: string): void;
}

const MOST_PROBLEMS = 1000;

export function makeReport(tell: (counts: RestoreCounts) => void = () => {}): Report {
  const counts = {files: 0, bytes: 0, sameFiles: 0, folders: 0, links: 0, verifiedFiles: 0};
  const problems: RestoreProblem[] = [];
  let problemCount = 0;
  return {
    counts,
    problems,
    get problemCount() {
      return problemCount;
    },
    add(kind, by = 1) {
      counts[kind] += by;
      tell(counts);
    },
    problem(path, why) {
      problemCount += 1;
      if (problems.length < MOST_PROBLEMS) problems.push({path, why});
    },
  };
}
