import {OrkestraError} from '../../../state/errors.js';
import {showLocalTime} from '../../local-time.js';
import type {Processes} from '../../processes.js';
import {type LockFile, readLockFile} from '../format/lock-file.js';
import type {Repository} from './repository.js';

/** A lock that lies in a repository. Without `file` it could not be read, and `why` says why. */
export interface FoundLock {
  name: string;
  file: LockFile | undefined;
  why: string | undefined;
}

/** Who asks, and what he can see. */
export interface Onlooker {
  processes: Processes;
  now(): number;
}

/** Whoever lives writes his lock anew every five minutes. */
const SILENT_AFTER_MS = 30 * 60_000;

/** All but the one of whoever asks. */
export async function listLocks(repository: Repository, own?: string): Promise<FoundLock[]> {
  const files = await repository.store.list('locks');
  // Some servers show a file before it is written; its writer is not locked out by it either.
  const names = files.filter(({bytes, name}) => bytes > 0 && name !== own).map(({name}) => name);
  const found = await Promise.all(names.map((name) => readLock(repository, name)));
  return found.filter((lock) => lock !== undefined);
}

/** Undefined when it was given back meanwhile. */
async function readLock(repository: Repository, name: string): Promise<FoundLock | undefined> {
  try {
    return {name, file: readLockFile(await repository.load('locks', name), name), why: undefined};
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    if (error.code === 'not-found') return undefined;
    if (error.code !== 'corrupt') throw error;
    return {name, file: undefined, why: error.message};
  }
}

/** Its process ran on this machine and does so no more, so it will never do anything again. */
export const isOwnerGone = ({hostname, pid}: LockFile, {processes}: Onlooker): boolean =>
  hostname === processes.host && processes.identify(pid) === undefined;

/** Why a lock may be taken away, or undefined while it counts. */
export function whyStale(file: LockFile, onlooker: Onlooker): string | undefined {
  if (isOwnerGone(file, onlooker)) return `process ${file.pid} is gone`;
  return onlooker.now() - file.takenAt > SILENT_AFTER_MS ? 'it was not renewed for half an hour' : undefined;
}

/** `process 42 of me on here, since 2026-11-20 14:02:11`. */
export function lockText({pid, username, hostname, takenAt}: LockFile): string {
  const of = username === '' ? '' : ` of ${username}`;
  return `process ${pid}${of} on ${hostname || 'an unknown machine'}, since ${showLocalTime(takenAt)}`;
}
