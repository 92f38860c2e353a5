import {type BigIntStats, closeSync, lstatSync, openSync, readdirSync, readFileSync} from 'node:fs';
import {CACHE_TAG, isCacheTag} from '../excludes/caches.js';
import {pathFor} from '../format/names.js';
import type {FileError} from './jobs.js';

/** Reads of the file system that may fail for one entry without ending the walk. Paths are in bytes. */
export interface Look {
  entry(path: string, at: string): BigIntStats | undefined;
  names(path: string, at: string): string[] | undefined;
}

export function makeLook(tellProblem: (path: string, problem: FileError) => void): Look {
  const attempt = <Result>(path: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (error) {
      const {code, message} = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      tellProblem(path, {code, message});
      return undefined;
    }
  };
  return {
    entry: (path, at) => attempt(path, () => lstatSync(pathFor(at), {bigint: true})),
    names: (path, at) => attempt(path, () => readdirSync(pathFor(at), {encoding: 'latin1'}).sort()),
  };
}

/** Longer paths are refused by the system, so such folders are reached through one that is open. */
const LONGEST_PATH = 3800;

export interface Reach {
  at: string;
  release(): void;
}

/** A folder so deep that its path is too long is opened; then `/proc` has a short name for it. */
export function reach(at: string): Reach {
  if (at.length < LONGEST_PATH) return {at, release: () => {}};
  const descriptor = openSync(pathFor(at), 'r');
  return {at: `/proc/self/fd/${descriptor}`, release: () => closeSync(descriptor)};
}

/** As a byte string; nothing when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(pathFor(path), 'latin1');
  } catch {
    return undefined;
  }
}

export const isCache = (at: string, names: readonly string[]): boolean =>
  names.includes(CACHE_TAG) && isCacheTag(Buffer.from(readText(`${at}/${CACHE_TAG}`) ?? '', 'latin1'));
