import type {PlannedFile} from '../restore/plan.js';

export interface SampleLimits {
  files: number;
  bytes: number;
}

/** Some small ones are always in it: most files are. */
const SMALL_BYTES = 4096;
const SMALL_FILES = 10;

/**
 * Which files are restored for a proof: a third of them the newest, a third the largest that fit, some small ones, and the
 * others by chance.
 */
export function chooseSample(files: readonly PlannedFile[], limits: SampleLimits, random: () => number): number[] {
  const all = files.flatMap(({sameAs}, number) => (sameAs === undefined ? [number] : []));
  const chosen = new Set<number>();
  let bytes = 0;
  const take = (candidates: Iterable<number>, most: number): void => {
    let taken = 0;
    for (const number of candidates) {
      if (taken >= most || chosen.size >= limits.files) return;
      const size = files[number]?.bytes ?? 0;
      if (chosen.has(number) || bytes + size > limits.bytes) continue;
      chosen.add(number);
      bytes += size;
      taken += 1;
    }
  };
  const sizeOf = (number: number): number => files[number]?.bytes ?? 0;
  const timeOf = (number: number): number => files[number]?.modifiedUs ?? 0;
  const third = Math.ceil(limits.files / 3);
  take(
    shuffled(
      all.filter((number) => sizeOf(number) <= SMALL_BYTES),
      random,
    ),
    SMALL_FILES,
  );
  take(
    all.toSorted((a, b) => timeOf(b) - timeOf(a)),
    third,
  );
  take(
    all.toSorted((a, b) => sizeOf(b) - sizeOf(a)),
    third,
  );
  take(shuffled(all, random), limits.files);
  return [...chosen].sort((a, b) => a - b);
}

/** As much of it as is asked for. */
function* shuffled(numbers: readonly number[], random: () => number): Generator<number> {
  const left = [...numbers];
  while (left.length > 0) {
    const at = Math.min(left.length - 1, Math.floor(random() * left.length));
    const picked = left[at];
    const last = left.pop();
    if (last !== undefined && at < left.length) left[at] = last;
    if (picked !== undefined) yield picked;
  }
}
