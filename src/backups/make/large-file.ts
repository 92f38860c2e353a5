import type {FileError, FileOutcome} from './jobs.js';
import type {Pool} from './pool.js';

/** From this size on a file is read by all threads together. */
export const LARGE_BYTES = 64 * 1024 * 1024;
/** So much of it is one job. */
const JOB_BYTES = 8 * 1024 * 1024;

/** One thread finds the cuts a stretch ahead, all of them read what lies between. */
export async function readLarge(pool: Pool, path: string): Promise<FileOutcome> {
  const jobs: Piece[] = [];
  let error: FileError | undefined;
  for (let offset = 0; ; ) {
    const cuts = await pool.findCuts(path, offset);
    error ??= cuts.error;
    for (const lengths of inJobs(cuts.lengths)) {
      const bytes = sum(lengths);
      const outcome = pool.readPieces(path, offset, lengths);
      // Whoever awaits it comes later; a failure is his.
      outcome.catch(() => {});
      jobs.push({bytes, outcome});
      offset += bytes;
    }
    if (cuts.isLast) break;
    await pool.room();
  }
  const outcomes = await Promise.all(jobs.map(({outcome}) => outcome));
  const short = outcomes.findIndex(({bytes}, number) => bytes < (jobs[number]?.bytes ?? 0));
  return joined(short < 0 ? outcomes : outcomes.slice(0, short + 1), error);
}

/** So many bytes were found there; a file that was cut off meanwhile has fewer. */
interface Piece {
  bytes: number;
  outcome: Promise<FileOutcome>;
}

const sum = (lengths: readonly number[]): number => lengths.reduce((all, length) => all + length, 0);

function inJobs(lengths: readonly number[]): number[][] {
  const jobs: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const length of lengths) {
    if (bytes + length > JOB_BYTES) {
      jobs.push([]);
      bytes = 0;
    }
    jobs.at(-1)?.push(length);
    bytes += length;
  }
  return jobs;
}

/** A file is kept up to where it ended when it was read, or not at all. */
function joined(outcomes: readonly FileOutcome[], first: FileError | undefined): FileOutcome {
  const error = first ?? outcomes.find((outcome) => outcome.error)?.error;
  return {
    ids: outcomes.flatMap(({ids}) => ids),
    bytes: outcomes.reduce((bytes, outcome) => bytes + outcome.bytes, 0),
    // Pieces are read in any order: whichever saw the file last tells of a change.
    modifiedNs: outcomes.reduce((latest, {modifiedNs}) => (modifiedNs > latest ? modifiedNs : latest), 0n),
    error,
  };
}
