import {randomBytes} from 'node:crypto';
import {closeSync, constants, ftruncateSync, lstatSync, openSync, renameSync, unlinkSync} from 'node:fs';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {pathFor} from '../format/names.js';
import type {RestoreStart} from '../read/thread-jobs.js';
import {type Content, compareFile} from './compare-file.js';
import type {HeldFolders} from './held-folders.js';
import type {BegunFile, FileAnswer, FileToMake} from './jobs.js';
import {finish, UNFINISHED_FILE} from './metadata.js';

/** Makes single files in held folders: each is there as a whole under its name, or not. */
export interface FileMaker {
  begin(folder: string, file: FileToMake, content: Content): BegunFile;
  /** `why` is what failed meanwhile; then nothing of it stays. */
  end(folder: string, file: FileToMake, begun: {descriptor: number; name: string}, why?: string): FileAnswer;
  /** Is the file there as it should be? */
  compare(folder: string, file: FileToMake, content: Content): FileAnswer;
}

const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
/** Another restore may finish or remove what is looked at. */
const MOST_TRIES = 5;

export function makeFileMaker(held: HeldFolders, start: RestoreStart, room: Buffer): FileMaker {
  const {overwrites, isRoot} = start;
  const found = (path: string, content: Content): FileAnswer | 'free' | 'unfinished' => {
    const answer = compareFile(path, content, room, UNFINISHED_FILE);
    if (answer === 'same') return {state: 'there'};
    if (answer === 'unfinished') return answer;
    if (overwrites && !isFolder(path)) return 'free';
    return {state: 'taken', why: answer === 'other' ? 'another file is there' : 'something else is there'};
  };

  const create = (folder: string, name: string, content: Content): BegunFile => {
    const path = held.pathOf(folder, name);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      try {
        return {descriptor: openSync(pathFor(path), NEW, UNFINISHED_FILE), name};
      } catch (error) {
        if (errnoOf(error) !== 'EEXIST') throw error;
      }
      const state = foundOrGone(() => found(path, content));
      if (state === 'unfinished') removeIfThere(path);
      else if (state === 'free') return createAside(folder);
      else if (state !== undefined) return {answer: state};
    }
    return {answer: {state: 'taken', why: 'another restore is at work on it'}};
  };
  const createAside = (folder: string): BegunFile => {
    const name = start.temporary + randomBytes(8).toString('hex');
    return {descriptor: openSync(held.pathOf(folder, name), NEW, UNFINISHED_FILE), name};
  };

  return {
    begin: (folder, {name}, content) => orWhy<BegunFile>(() => create(folder, name, content), asBegun),
    end: (folder, file, {descriptor, name}, why) =>
      orWhy<FileAnswer>(() => {
        let isWhole = false;
        try {
          if (why === undefined) complete(descriptor, file, isRoot);
          isWhole = why === undefined;
        } finally {
          closeSync(descriptor);
          if (!isWhole) removeIfThere(held.pathOf(folder, name));
        }
        if (!isWhole) return {state: 'failed', why};
        if (name !== file.name) putInPlace(held.pathOf(folder, name), held.pathOf(folder, file.name));
        return {state: 'made'};
      }, asAnswer),
    compare: (folder, {name}, content) =>
      orWhy<FileAnswer>(() => {
        const answer = compareFile(held.pathOf(folder, name), content, room, UNFINISHED_FILE);
        return answer === 'same' ? {state: 'there'} : {state: 'failed', why: 'what is there is not what was backed up'};
      }, asAnswer),
  };
}

/** What is left out at the end of a file is a hole as well, so its size is set. */
function complete(descriptor: number, file: FileToMake, isRoot: boolean): void {
  ftruncateSync(descriptor, file.bytes);
  finish(descriptor, file, isRoot);
}

export function putInPlace(from: string, to: string): void {
  try {
    renameSync(pathFor(from), pathFor(to));
  } catch (error) {
    removeIfThere(from);
    throw error;
  }
}

export function removeIfThere(path: string): void {
  try {
    unlinkSync(pathFor(path));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}

function foundOrGone<Of>(look: () => Of): Of | undefined {
  try {
    return look();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const isFolder = (path: string): boolean => lstatSync(pathFor(path), {throwIfNoEntry: false})?.isDirectory() === true;

/** What fails about one file is told with it. Anything that is no matter of the file system is a fault of ours. */
function orWhy<Of>(deed: () => Of, failed: (why: string) => Of): Of {
  try {
    return deed();
  } catch (error) {
    if (errnoOf(error) === undefined && !(error instanceof OrkestraError)) throw error;
    return failed(whyFailed(error));
  }
}

const asAnswer = (why: string): FileAnswer => ({state: 'failed', why});
const asBegun = (why: string): BegunFile => ({answer: asAnswer(why)});

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'it may not be written there',
  EPERM: 'it may not be written there',
  EROFS: 'the disk can only be read',
  ENAMETOOLONG: 'its name is too long for the disk',
  EILSEQ: 'its name cannot be written on this disk',
  EFBIG: 'it is too large for the disk',
  EIO: 'the disk failed',
  EISDIR: 'a folder is there',
  ENOENT: 'its folder is gone',
};

export function whyFailed(error: unknown): string {
  if (error instanceof OrkestraError) return error.message;
  return WORDS[errnoOf(error) ?? ''] ?? (error as Error).message;
}
