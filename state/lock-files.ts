import {hash, randomUUID} from 'node:crypto';
import {linkSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {errnoOf} from './errors.js';
import {unlinkIfThere} from './files.js';

export type LockKind = 'file' | 'name' | 'engine';

interface LockProcess {
  pid: number;
  startedAt: string;
}

/** What stands in a lock file. */
export interface Lock {
  /** A glob for a file lock, any text for the others. */
  id: string;
  kind: LockKind;
  /** `task:12:3` for attempt 3 of task 12, else the name of a person or process. */
  holder: string;
  task: number | null;
  host: string;
  /** Who extends the lease; null for a lock a person took, which lasts its lease and no longer. */
  process: LockProcess | null;
  /** Who does the work under the lock, when that may outlive the process above. */
  work: LockProcess | null;
  reason: string | null;
  /** Grows with each lock taken in the project, so that a late writer can be told from the new owner. */
  fence: number;
  takenAt: number;
  leaseUntil: number;
  /** The boot and its clock: a lease measured on it is not touched when the wall clock jumps. */
  boot: string;
  uptimeUntil: number;
}

/** A file that cannot be read as a lock. It still locks: nobody knows whose it is. */
export interface DamagedLock {
  file: string;
  changedAt: number;
}

const LONGEST_NAME = 180;

/** Ids may be any text: what a file name cannot hold is escaped, what is too long is cut and told apart by a hash. */
export function lockFileName(kind: LockKind, id: string): string {
  const name = encodeURIComponent(id).replace(/\*/g, '%2A').replace(/^\./, '%2E');
  if (name.length <= LONGEST_NAME) return `${kind}-${name}.lock`;
  return `${kind}-${name.slice(0, LONGEST_NAME - 20).replace(/%.?$/, '')}~${hash('sha256', id).slice(0, 16)}.lock`;
}

const pathOf = (dir: string, lock: Pick<Lock, 'kind' | 'id'>): string => join(dir, lockFileName(lock.kind, lock.id));

/**
 * True for exactly one of any number of racing processes. The content is written first and the name linked to it, so
 * nobody ever reads a lock that does not say whose it is.
 */
export function linkLock(dir: string, lock: Lock): boolean {
  return withDraft(dir, lock, (draft) => {
    try {
      linkSync(draft, pathOf(dir, lock));
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

/** For the owner alone: a new lease, or the process that now does the work. */
export function rewriteLock(dir: string, lock: Lock): void {
  withDraft(dir, lock, (draft) => renameSync(draft, pathOf(dir, lock)));
}

function withDraft<T>(dir: string, lock: Lock, use: (draft: string) => T): T {
  const draft = join(dir, `.${randomUUID()}.draft`);
  writeFileSync(draft, `${JSON.stringify(lock)}\n`, {flag: 'wx'});
  try {
    return use(draft);
  } finally {
    unlinkIfThere(draft);
  }
}

export function unlinkLock(dir: string, lock: Pick<Lock, 'kind' | 'id'>): boolean {
  return unlinkIfThere(pathOf(dir, lock));
}

export const unlinkDamagedLock = (dir: string, file: string): boolean => unlinkIfThere(join(dir, file));

export function readLock(dir: string, lock: Pick<Lock, 'kind' | 'id'>): Lock | undefined {
  const found = readLockFile(dir, lockFileName(lock.kind, lock.id));
  return found && 'id' in found ? found : undefined;
}

/** All that is locked now, oldest first, and what cannot be understood. */
export function listLockFiles(dir: string): {locks: Lock[]; damaged: DamagedLock[]} {
  const locks: Lock[] = [];
  const damaged: DamagedLock[] = [];
  for (const file of namesIn(dir)) {
    const found = readLockFile(dir, file);
    if (!found) continue;
    if ('id' in found) locks.push(found);
    else damaged.push(found);
  }
  return {locks: locks.sort((a, b) => a.fence - b.fence), damaged};
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith('.lock'));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readLockFile(dir: string, file: string): Lock | DamagedLock | undefined {
  try {
    const text = readFileSync(join(dir, file), 'utf8');
    const lock = parseLock(text);
    // A copy under another name is not the lock it claims to be.
    if (lock && lockFileName(lock.kind, lock.id) === file) return lock;
    return {file, changedAt: statSync(join(dir, file)).mtimeMs};
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    return {file, changedAt: 0};
  }
}

function parseLock(text: string): Lock | undefined {
  try {
    const lock: unknown = JSON.parse(text);
    return isLock(lock) ? lock : undefined;
  } catch {
    return undefined;
  }
}

const isProcess = (value: unknown): value is LockProcess | null =>
  value === null ||
  (typeof value === 'object' &&
    typeof (value as LockProcess).pid === 'number' &&
    typeof (value as LockProcess).startedAt === 'string');

function isLock(value: unknown): value is Lock {
  if (typeof value !== 'object' || value === null) return false;
  const lock = value as Record<keyof Lock, unknown>;
  return (
    typeof lock.id === 'string' &&
    (lock.kind === 'file' || lock.kind === 'name' || lock.kind === 'engine') &&
    typeof lock.holder === 'string' &&
    typeof lock.host === 'string' &&
    typeof lock.boot === 'string' &&
    [lock.fence, lock.takenAt, lock.leaseUntil, lock.uptimeUntil].every((number) => typeof number === 'number') &&
    isProcess(lock.process) &&
    isProcess(lock.work)
  );
}
