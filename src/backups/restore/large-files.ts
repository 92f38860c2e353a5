import {plainBytes} from './blob-bytes.js';
import type {Span} from './content-list.js';
import type {BegunFile, FileAnswer} from './jobs.js';
import {type FileStates, type Making, plainFile, take, withPacks} from './making.js';
import type {PlannedFile} from './plan.js';

/** From this size on a file is written by all threads together. */
export const LARGE_BYTES = 32 * 1024 * 1024;
const JOB_BYTES = 8 * 1024 * 1024;

/** Begins the file and hands out its parts; `run` is given what goes on after that. */
export async function makeLarge(
  making: Making,
  number: number,
  states: FileStates,
  run: (work: Promise<void>) => void,
): Promise<void> {
  const {plan, made, pool, signal} = making;
  const planned = plan.files[number];
  if (!planned) return;
  const folder = made.pathOf(planned.folder);
  const file = plainFile(planned, 0);
  const begun: BegunFile = await pool.run('begin', {...plan.content.list([planned]), packs: [], folder, file});
  const {descriptor, name} = begun;
  if (begun.answer) take(making, number, begun.answer, 'make', states);
  if (descriptor === undefined || name === undefined) return;
  const parts: Promise<FileAnswer>[] = [];
  for (const {first, blobs, at} of signal.aborted ? [] : partsOf(making, planned)) {
    await pool.room();
    parts.push(fillPart(making, {first, blobs}, descriptor, at));
  }
  const end = async (): Promise<void> => {
    const failed = await firstFailure(parts);
    const isWhole = failed === undefined && !signal.aborted;
    const answer = await pool.run('end', {folder, file, descriptor, name, isWhole});
    take(making, number, failed ?? answer, 'make', states);
  };
  run(end());
}

interface Part extends Span {
  at: number;
}

function* partsOf({plan}: Making, {first, blobs}: PlannedFile): Generator<Part> {
  const {places} = plan.content.list([{first, blobs}]);
  let part: Part = {first, blobs: 0, at: 0};
  let bytes = 0;
  for (let blob = 0; blob < blobs; blob++) {
    if (bytes >= JOB_BYTES) {
      yield part;
      part = {first: first + blob, blobs: 0, at: part.at + bytes};
      bytes = 0;
    }
    part.blobs += 1;
    bytes += plainBytes(places, blob);
  }
  if (part.blobs > 0) yield part;
}

function fillPart({plan, packs, pool}: Making, span: Span, descriptor: number, at: number): Promise<FileAnswer> {
  const filled = withPacks(packs, plan.content.list([span]), (list) => pool.run('pieces', {...list, descriptor, at}));
  // It is awaited when the file is ended.
  filled.catch(() => {});
  return filled;
}

async function firstFailure(parts: readonly Promise<FileAnswer>[]): Promise<FileAnswer | undefined> {
  const answers = await Promise.all(parts);
  return answers.find(({state}) => state === 'failed');
}
