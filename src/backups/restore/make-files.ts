import type {MadeFolders} from './folders.js';
import type {FilesJob} from './jobs.js';
import {LARGE_BYTES, makeLarge} from './large-files.js';
import {type FileStates, type Making, plainFile, take, withPacks} from './making.js';

/** A job of this size keeps a thread busy for long enough that handing it over costs nothing. */
const JOB_FILES = 256;
const JOB_BYTES = 8 * 1024 * 1024;

/** The large ones first, all threads on one; then the small ones in the order their blobs lie. */
export async function makeFiles(making: Making, wanted: readonly number[], states: FileStates): Promise<void> {
  const {plan} = making;
  const isLarge = (number: number): boolean => (plan.files[number]?.bytes ?? 0) >= LARGE_BYTES;
  const small = wanted.filter((number) => !isLarge(number));
  const running = new Set<Promise<void>>();
  const run = (work: Promise<void>): void => {
    running.add(work);
    // Whoever awaits all of them hears of a failure.
    work.then(
      () => running.delete(work),
      () => {},
    );
  };
  for (const number of wanted.filter(isLarge)) {
    await making.pool.room();
    await makeLarge(making, number, states, run);
  }
  for (const batch of batchesOf(making, small)) {
    making.signal.throwIfAborted();
    await making.pool.room();
    run(runBatch(making, batch, 'make', states));
  }
  await Promise.all(running);
  if (making.verifies) await verifyFiles(making, wanted, states);
}

/** Those that are no other names of others. */
export const ownFiles = ({plan, made}: Pick<Making, 'plan' | 'made'>): number[] =>
  plan.files.flatMap(({sameAs, folder}, number) => (sameAs !== undefined || made.isBroken(folder) ? [] : [number]));

function* batchesOf({plan}: Making, numbers: readonly number[]): Generator<number[]> {
  let batch: number[] = [];
  let bytes = 0;
  for (const number of inPackOrder(plan, numbers)) {
    const size = plan.files[number]?.bytes ?? 0;
    if (batch.length >= JOB_FILES || (batch.length > 0 && bytes + size > JOB_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(number);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function inPackOrder({files, content}: Making['plan'], numbers: readonly number[]): number[] {
  const keys = new Float64Array(files.length).fill(-1);
  for (const number of numbers) {
    const file = files[number];
    const place = file && file.blobs > 0 ? content.placeOf(file.first) : undefined;
    if (place) keys[number] = place.pack * 2 ** 32 + place.offset;
  }
  return numbers.toSorted((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
}

async function runBatch(making: Making, batch: number[], how: FilesJob['how'], states: FileStates): Promise<void> {
  const {plan, made, pool, packs} = making;
  const files = batch.map((number) => plan.files[number]).filter((file) => file !== undefined);
  const {folders, numberOf} = localFolders(made);
  const list = plan.content.list(files);
  const answers = await withPacks(packs, list, (local) =>
    pool.run('files', {...local, how, folders, files: files.map((file) => plainFile(file, numberOf(file.folder)))}),
  );
  for (const [at, answer] of answers.answers.entries()) take(making, batch[at] ?? 0, answer, how, states);
}

function localFolders({pathOf}: MadeFolders) {
  const numbers = new Map<number, number>();
  const folders: string[] = [];
  return {
    folders,
    numberOf(folder: number): number {
      const known = numbers.get(folder) ?? folders.push(pathOf(folder)) - 1;
      numbers.set(folder, known);
      return known;
    },
  };
}

async function verifyFiles(making: Making, wanted: readonly number[], states: FileStates): Promise<void> {
  const isThere = (number: number): boolean => states[number] === 'made' || states[number] === 'there';
  const running: Promise<void>[] = [];
  for (const batch of batchesOf(making, wanted.filter(isThere))) {
    making.signal.throwIfAborted();
    await making.pool.room();
    const work = runBatch(making, batch, 'compare', states);
    work.catch(() => {});
    running.push(work);
  }
  await Promise.all(running);
}
