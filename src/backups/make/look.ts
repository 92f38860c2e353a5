import {type BigIntStats, closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync} from 'node:fs';
import {CACHE_TAG, CACHE_TAG_BYTES, isCacheTag} from '../excludes/caches.js';
import {readRules} from '../excludes/read-rules.js';
import {pathFor} from '../format/names.js';
import type {FileError} from './jobs.js';

/** Reads of the file system that may fail for one entry without ending the walk. Paths are in bytes. */
export interface Look {
  entry(path: string, at: string): BigIntStats | undefined;
  names(path: string, at: string): string[] | undefined;
  /** Where a link leads. */
  target(path: string, at: string): string | undefined;
  reach(path: string, at: string): Reach | undefined;
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
    target: (path, at) => attempt(path, () => readlinkSync(pathFor(at), {encoding: 'latin1'})),
    reach: (path, at) => attempt(path, () => reach(at)),
  };
}

/** Longer paths are refused by the system, so such folders are reached through one that is open. */
const LONGEST_PATH = 3800;
/** What has become a pipe or a link meanwhile is no folder, and nothing is waited for. */
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export interface Reach {
  at: string;
  release(): void;
}

/** A folder so deep that its path is too long is opened; then `/proc` has a short name for it. */
function reach(at: string): Reach {
  if (at.length < LONGEST_PATH) return {at, release: () => {}};
  const descriptor = openSync(pathFor(at), FOLDER);
  return {at: `/proc/self/fd/${descriptor}`, release: () => closeSync(descriptor)};
}

export const readIgnoreFileAt = (at: string): string | undefined => readRules(pathFor(`${at}/.gitignore`));

export const isCache = (at: string, names: readonly string[]): boolean =>
  names.includes(CACHE_TAG) &&
  isCacheTag(Buffer.from(readRules(pathFor(`${at}/${CACHE_TAG}`), CACHE_TAG_BYTES) ?? '', 'latin1'));
