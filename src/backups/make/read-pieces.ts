import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {pathFor} from '../format/names.js';
import type {Kernels} from '../kernels/kernels.js';
import type {Cuts, FileError, FileOutcome} from './jobs.js';
import type {Keeper} from './keeper.js';

/** Chunks have at most 8 MiB; what is read beyond the end of one is kept for the next. */
export const INPUT_BYTES = 9 * 1024 * 1024;
const LARGEST_CHUNK = 8 * 1024 * 1024;
/** Nine of ten chunks end before this. */
const READ_AHEAD = 4 * 1024 * 1024;
/** How much of a large file is looked through in one go. */
const CUTS_BYTES = 64 * 1024 * 1024;
/** Nothing is waited for: what has become a pipe meanwhile is no file. */
const READ_ONLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface Reader {
  readWhole(path: string): FileOutcome;
  readPieces(path: string, offset: number, lengths: readonly number[]): FileOutcome;
  findCuts(path: string, offset: number): Cuts;
}

export function makeReader(kernels: Kernels, keeper: Keeper): Reader {
  const input = kernels.memory.subarray(0, INPUT_BYTES);
  const chunksOf = (source: Source, offset: number): Chunks => chunksIn(kernels, input, source, offset);
  return {
    readWhole: (path) =>
      outcomeOf(path, (source, ids) => {
        let bytes = 0;
        const chunks = chunksOf(source, 0);
        for (let chunk = chunks.next(); chunk; chunk = chunks.next()) {
          ids.push(keeper.keep(chunk, 'data'));
          bytes += chunk.length;
        }
        return bytes;
      }),
    readPieces: (path, offset, lengths) =>
      outcomeOf(path, (source, ids) => {
        let bytes = 0;
        for (const length of lengths) {
          const piece = input.subarray(0, readFully(source.descriptor, input.subarray(0, length), offset + bytes));
          if (piece.length > 0) ids.push(keeper.keep(piece, 'data'));
          bytes += piece.length;
          if (piece.length < length) break;
        }
        return bytes;
      }),
    findCuts(path, offset) {
      const lengths: number[] = [];
      try {
        const isLast = withFile(path, (source) => {
          const chunks = chunksOf(source, offset);
          for (let bytes = 0; bytes < CUTS_BYTES; ) {
            const chunk = chunks.next();
            if (!chunk) return true;
            lengths.push(chunk.length);
            bytes += chunk.length;
          }
          return false;
        });
        return {lengths, isLast};
      } catch (error) {
        return {lengths, isLast: true, error: asError(error)};
      }
    },
  };
}

interface Source {
  descriptor: number;
}

/** The chunks of a file from an offset on. Each is valid until the next one is asked for. */
interface Chunks {
  next(): Buffer | undefined;
}

function chunksIn(kernels: Kernels, input: Buffer, {descriptor}: Source, offset: number): Chunks {
  let start = 0;
  let end = 0;
  let at = offset;
  let isAtEnd = false;
  const fill = (until: number): void => {
    input.copyWithin(0, start, end);
    end -= start;
    start = 0;
    const got = readFully(descriptor, input.subarray(end, until), at);
    isAtEnd = got < until - end;
    end += got;
    at += got;
  };
  const take = (length: number): Buffer => {
    const chunk = input.subarray(start, start + length);
    start += length;
    return chunk;
  };
  return {
    next() {
      if (!isAtEnd && end - start < READ_AHEAD) fill(READ_AHEAD);
      if (!isAtEnd) {
        const length = kernels.findCut(start, end);
        if (length !== undefined) return take(length);
        fill(LARGEST_CHUNK);
      }
      if (start === end) return undefined;
      return take(kernels.findCut(start, end) ?? end - start);
    },
  };
}

/** Less than was asked for only at the end of the file. */
function readFully(descriptor: number, into: Uint8Array, offset: number): number {
  let got = 0;
  while (got < into.length) {
    const more = ofFile(() => readSync(descriptor, into, got, into.length - got, offset + got));
    if (more === 0) break;
    got += more;
  }
  return got;
}

function outcomeOf(path: string, read: (source: Source, ids: Buffer[]) => number): FileOutcome {
  const ids: Buffer[] = [];
  try {
    return withFile(path, (source) => {
      const bytes = read(source, ids);
      // Asked afterwards: whatever was written meanwhile shows in it.
      const {mtimeNs} = ofFile(() => fstatSync(source.descriptor, {bigint: true}));
      return {ids, bytes, modifiedNs: mtimeNs};
    });
  } catch (error) {
    return {ids: [], bytes: 0, modifiedNs: 0n, error: asError(error)};
  }
}

function withFile<Result>(path: string, work: (source: Source) => Result): Result {
  const descriptor = ofFile(() => openSync(pathFor(path), READ_ONLY));
  try {
    if (!ofFile(() => fstatSync(descriptor)).isFile()) ofFile(() => throwGone());
    return work({descriptor});
  } finally {
    closeSync(descriptor);
  }
}

function throwGone(): never {
  throw Object.assign(new Error('it is no file any more'), {code: 'ENOENT'});
}

const OF_FILE = Symbol('of the file');

/** What fails about the file is told with it; what fails while its blobs are put away ends the backup. */
function ofFile<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw Object.assign(error as Error, {[OF_FILE]: true});
  }
}

function asError(error: unknown): FileError {
  const {code = 'EIO', message, [OF_FILE]: isOfFile} = error as NodeJS.ErrnoException & {[OF_FILE]?: boolean};
  if (isOfFile !== true) throw error;
  return {code, message};
}
