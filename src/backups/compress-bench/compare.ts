import {loadZstd, type Zstd} from '../kernels/zstd.js';
import {type Best, bestOf} from './best.js';
import {type Limits, type Measured, measureAll} from './measure.js';
import {type Method, methodsWith} from './methods.js';
import {readSample, type Sample} from './sample.js';

export interface Comparison {
  sample: Sample;
  zstdName: Zstd['name'];
  methods: readonly Method[];
  measured: readonly Measured[];
  best: Best;
}

/** Within ten seconds the slowest method gets through so many. */
const PIECES_IN_TEN_SECONDS = 8;
const LEAST_PIECES = 2;
/** What is read of a file lies in memory. */
const MOST_PIECES = 128;

/** How small and how fast each method makes this file, in no more time than given. */
export async function compareMethods(
  path: string,
  timeMs: number,
  {now, shouldStop}: Omit<Limits, 'endAt'>,
): Promise<Comparison> {
  const endAt = now() + timeMs;
  const pieces = Math.round((PIECES_IN_TEN_SECONDS * timeMs) / 10_000);
  const sample = await readSample(path, Math.min(MOST_PIECES, Math.max(LEAST_PIECES, pieces)));
  const zstd = await loadZstd();
  const methods = methodsWith(zstd);
  const measured = await measureAll(methods, sample.pieces, {now, endAt, shouldStop});
  return {sample, zstdName: zstd.name, methods, measured, best: bestOf(measured)};
}
