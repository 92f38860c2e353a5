import {errnoOf, OrkestraError} from '../../../state/errors.js';
import type {Reading} from '../read/reading.js';
import type {AnswerOf, JobOf, RestoreStart} from '../read/thread-jobs.js';
import {plainBytes} from './blob-bytes.js';
import {makeBlobReader} from './blob-reader.js';
import type {Content} from './compare-file.js';
import {holdFolders} from './held-folders.js';
import {writeWithHoles} from './holes.js';
import {type BlobList, type FileAnswer, type FilesJob, type FileToMake, ID_BYTES, PLACE_NUMBERS} from './jobs.js';
import {type FileMaker, makeFileMaker, whyFailed} from './make-file.js';

type Deed<Kind extends 'files' | 'begin' | 'pieces' | 'end'> = (job: JobOf<Kind>) => AnswerOf<Kind>;

export interface Writer {
  files: Deed<'files'>;
  begin: Deed<'begin'>;
  pieces: Deed<'pieces'>;
  end: Deed<'end'>;
  close(): void;
}

/** A thread of a restore: reads blobs in the order they lie, and makes files of them. */
export function makeWriter(reading: Reading, start: RestoreStart): Writer {
  const held = holdFolders(start.target, start.targetPath);
  const room = Buffer.allocUnsafeSlow(COMPARE_BYTES);
  const maker = makeFileMaker(held, start, room);
  return {
    files: (job) => (job.how === 'compare' ? compareAll(job, maker) : makeAll(job, maker, reading)),
    begin: ({folder, file, ...list}) => maker.begin(folder, file, contentOf(list, file, 0)),
    pieces: (job) => fillPieces(job, reading),
    end: ({folder, file, isWhole, ...begun}) => maker.end(folder, file, begun, isWhole ? undefined : 'a part failed'),
    close: held.close,
  };
}

const COMPARE_BYTES = 8 * 1024 * 1024 + 1024;

function contentOf({ids, places}: BlobList, {bytes, blobs}: FileToMake, first: number): Content {
  const lengths = Array.from({length: blobs}, (_, number) => plainBytes(places, first + number));
  return {bytes, lengths, ids: ids.subarray(first * ID_BYTES, (first + blobs) * ID_BYTES)};
}

function compareAll(job: FilesJob, maker: FileMaker): AnswerOf<'files'> {
  let first = 0;
  const answers = job.files.map((file) => {
    const content = contentOf(job, file, first);
    first += file.blobs;
    return maker.compare(job.folders[file.folder] ?? '', file, content);
  });
  return {answers};
}

/** A file in the making. */
interface Making {
  file: FileToMake;
  folder: string;
  first: number;
  /** Blobs that are not in it yet. */
  left: number;
  begun?: {descriptor: number; name: string} | undefined;
  answer?: FileAnswer | undefined;
}

function makeAll(job: FilesJob, maker: FileMaker, reading: Reading): AnswerOf<'files'> {
  const all = makingsOf(job);
  const owners = new Uint32Array(job.places.length / PLACE_NUMBERS);
  for (const [number, {first, left}] of all.entries()) owners.fill(number, first, first + left);
  const starts = startsIn(all, job.places);
  const blobs = makeBlobReader(reading, job);
  try {
    for (const making of all) if (making.left === 0) settle(making, maker, begin(making, job, maker));
    for (const blob of blobs.order()) {
      const making = all[owners[blob] ?? 0];
      if (!making || making.answer || !begin(making, job, maker)) continue;
      const why = making.begun && attempt(making.begun.descriptor, () => blobs.read(blob), starts[blob] ?? 0);
      making.left -= 1;
      if (why !== undefined) settle(making, maker, true, why);
      else if (making.left === 0) settle(making, maker, true);
    }
  } finally {
    blobs.close();
    for (const making of all) if (making.begun && !making.answer) settle(making, maker, true, 'it was given up');
  }
  return {answers: all.map(({answer}) => answer ?? {state: 'failed', why: 'it was given up'})};
}

function makingsOf({files, folders}: FilesJob): Making[] {
  let first = 0;
  return files.map((file) => {
    const making = {file, folder: folders[file.folder] ?? '', first, left: file.blobs};
    first += file.blobs;
    return making;
  });
}

/** True when it is open for writing. */
function begin(making: Making, job: FilesJob, maker: FileMaker): boolean {
  if (making.begun) return true;
  const {answer, descriptor, name} = maker.begin(making.folder, making.file, contentOf(job, making.file, making.first));
  making.answer = answer;
  if (descriptor !== undefined && name !== undefined) making.begun = {descriptor, name};
  return making.begun !== undefined;
}

function settle(making: Making, maker: FileMaker, isOpen: boolean, why?: string): void {
  if (isOpen && making.begun) making.answer = maker.end(making.folder, making.file, making.begun, why);
}

/** Where each blob begins in its file. */
function startsIn(all: readonly Making[], places: Uint32Array): Float64Array {
  const starts = new Float64Array(places.length / PLACE_NUMBERS);
  for (const {first, file} of all) {
    for (let blob = first, at = 0; blob < first + file.blobs; at += plainBytes(places, blob++)) starts[blob] = at;
  }
  return starts;
}

/** Why it failed, or nothing. */
function attempt(descriptor: number, read: () => Buffer, at: number): string | undefined {
  try {
    writeWithHoles(descriptor, read(), at);
    return undefined;
  } catch (error) {
    if (errnoOf(error) === undefined && !(error instanceof OrkestraError)) throw error;
    return whyFailed(error);
  }
}

function fillPieces({descriptor, at, ...list}: JobOf<'pieces'>, reading: Reading): FileAnswer {
  const blobs = makeBlobReader(reading, list);
  const starts: number[] = [];
  let from = at;
  for (let blob = 0; blob < list.places.length / PLACE_NUMBERS; blob++) {
    starts.push(from);
    from += plainBytes(list.places, blob);
  }
  try {
    for (const blob of blobs.order()) {
      const why = attempt(descriptor, () => blobs.read(blob), starts[blob] ?? 0);
      if (why !== undefined) return {state: 'failed', why};
    }
    return {state: 'made'};
  } finally {
    blobs.close();
  }
}
