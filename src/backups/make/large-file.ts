import type {FileError, FileOutcome} from './jobs.js';
import type {Pool} from './pool.js';

/** From this size on a file is read by all threads together. */
export const LARGE_BYTES = 64 * 1024 * 1024;
/** So much of it is one job. */
const JOB_BYTES = 8 * 1024 * 1024;

/** One thread finds the cuts a stretch ahead, all of them read what lies between. */
export async function readLarge(pool: Pool, path: string): Promise<FileOutcome> {
  const jobs: Promise<FileOutcome>[] = [];
  let error: FileError | undefined;
  for (let offset = 0; ; ) {
    const cuts = await pool.findCuts(path, offset);
    error ??= cuts.error;
    for (const lengths of inJobs(cuts.lengths)) {
      const job = pool.readPieces(path, offset, lengths);
      // Whoever awaits it comes later; a failure is his.
      job.catch(() => {});
      jobs.push(job);
      offset += sum(lengths);
    }
    if (cuts.isLast) break;
    await pool.room();
  }
  return joined(await Promise.all(jobs), error);
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

/** What comes after a piece that failed is left out: a file is kept up to where it could be read, or not at all. */
function joined(outcomes: readonly FileOutcome[], first: FileError | undefined): FileOutcome {
  const error = first ?? outcomes.find((outcome) => outcome.error)?.error;
  return {
    ids: outcomes.flatMap(({ids}) => ids),
    bytes: outcomes.reduce((bytes, outcome) => bytes + outcome.bytes, 0),
    modifiedNs: outcomes.at(-1)?.modifiedNs ?? 0n,
    error,
  };
}
