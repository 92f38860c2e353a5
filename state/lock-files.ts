import {hash, randomUUID} from 'node:crypto';
import {linkSync, lstatSync, readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {translate} from './db-errors.js';
import {errnoOf} from './errors.js';
import {makeFolder, unlinkIfThere} from './files.js';

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

/** Something in the directory that is no lock. It still locks: nobody knows whose it is. */
export interface DamagedLock {
  file: string;
  changedAt: number;
  why: string;
  /** False for what this user may not read: it may well be the lock of somebody who lives. */
  isRemovable: boolean;
}

const LONGEST_NAME = 180;
/** Thousands of times what a lock needs. */
const LARGEST_BYTES = 4_000_000;

/** Half a surrogate pair is no text: neither a file name nor the database can hold it. */
export const wellFormed = (id: string): string => id.replace(/\p{Cs}/gu, '\ufffd');

/** Ids may be any text: what a file name cannot hold is escaped, what is too long is cut and told apart by a hash. */
export function lockFileName(kind: LockKind, id: string): string {
  const name = encodeURIComponent(wellFormed(id)).replace(/\*/g, '%2A').replace(/~/g, '%7E').replace(/^\./, '%2E');
  if (name.length <= LONGEST_NAME) return `${kind}-${name}.lock`;
  return `${kind}-${name.slice(0, LONGEST_NAME - 20).replace(/%.?$/, '')}~${hash('sha256', id).slice(0, 16)}.lock`;
}

const pathOf = (dir: string, lock: Pick<Lock, 'kind' | 'id'>): string => join(dir, lockFileName(lock.kind, lock.id));

/**
 * True for exactly one of any number of racing processes. The content is written first and the name linked to it, so
 * nobody ever reads a lock that does not say whose it is.
 */
export function linkLock(dir: string, lock: Lock): boolean {
  const draft = writeDraft(dir, lock);
  try {
    linkSync(draft, pathOf(dir, lock));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw translate(error, pathOf(dir, lock));
  } finally {
    unlinkIfThere(draft);
  }
}

/** For the owner alone: a new lease, or the process that now does the work. */
export function rewriteLock(dir: string, lock: Lock): void {
  const draft = writeDraft(dir, lock);
  try {
    renameSync(draft, pathOf(dir, lock));
  } catch (error) {
    unlinkIfThere(draft);
    throw translate(error, pathOf(dir, lock));
  }
}

function writeDraft(dir: string, lock: Lock): string {
  const draft = join(dir, `.${randomUUID()}.draft`);
  const text = `${JSON.stringify(lock)}\n`;
  try {
    writeIntoFolder(draft, text);
    return draft;
  } catch (error) {
    unlinkIfThere(draft);
    throw translate(error, pathOf(dir, lock));
  }
}

/** Somebody may have tidied the whole folder away while we run. */
function writeIntoFolder(file: string, text: string): void {
  try {
    writeFileSync(file, text, {flag: 'wx'});
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    makeFolder(dirname(file));
    writeFileSync(file, text, {flag: 'wx'});
  }
}

/** A process that is killed between writing and linking leaves its draft behind. */
export function unlinkOldDrafts(dir: string, before: number): void {
  for (const name of namesIn(dir, '.draft')) {
    const path = join(dir, name);
    const at = lstatSync(path, {throwIfNoEntry: false})?.mtimeMs;
    if (at !== undefined && at < before) unlinkIfThere(path);
  }
}

export function unlinkLock(dir: string, lock: Pick<Lock, 'kind' | 'id'>): boolean {
  return unlinkIfThere(pathOf(dir, lock));
}

/** What is no file may hold somebody's work, so it is set aside under another name instead. */
export function removeDamagedLock(dir: string, file: string): void {
  const path = join(dir, file);
  if (lstatSync(path, {throwIfNoEntry: false})?.isDirectory())
    renameSync(path, `${path}.${randomUUID().slice(0, 8)}.aside`);
  else unlinkIfThere(path);
}

export function readLock(dir: string, lock: Pick<Lock, 'kind' | 'id'>): Lock | undefined {
  const found = readLockFile(dir, lockFileName(lock.kind, lock.id));
  return found && 'id' in found ? found : undefined;
}

/** All that is locked now, oldest first, and what cannot be understood. */
export function listLockFiles(dir: string): {locks: Lock[]; damaged: DamagedLock[]} {
  const locks: Lock[] = [];
  const damaged: DamagedLock[] = [];
  for (const file of namesIn(dir, '.lock')) {
    const found = readLockFile(dir, file);
    if (!found) continue;
    if ('id' in found) locks.push(found);
    else damaged.push(found);
  }
  return {locks: locks.sort((a, b) => a.fence - b.fence), damaged};
}

function namesIn(dir: string, ending: string): string[] {
  try {
    return readdirSync(dir).filter((name) => name.endsWith(ending));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function readLockFile(dir: string, file: string): Lock | DamagedLock | undefined {
  const path = join(dir, file);
  const found = lstatSync(path, {throwIfNoEntry: false});
  if (!found) return undefined;
  const damaged = (why: string, isRemovable = true): DamagedLock => ({
    file,
    changedAt: found.mtimeMs,
    why,
    isRemovable,
  });
  // Reading a pipe would wait for ever.
  if (!found.isFile()) return damaged(found.isDirectory() ? 'it is a folder' : 'it is no file');
  if (found.size > LARGEST_BYTES) return damaged('it is far too large');
  try {
    const lock = parseLock(readFileSync(path, 'utf8'));
    // A copy under another name is not the lock it claims to be.
    if (lock && lockFileName(lock.kind, lock.id) === file) return lock;
    return damaged(found.size === 0 ? 'it is empty' : lock ? 'it is a copy of another' : 'its content makes no sense');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    return damaged(`it cannot be read (${errnoOf(error) ?? 'unknown error'})`, false);
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

const isNumber = (value: unknown): boolean => Number.isSafeInteger(value);
/** Beyond these there is no date to show. */
const isMoment = (value: unknown): boolean => isNumber(value) && Math.abs(value as number) <= 8.64e15;
const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';

const isProcess = (value: unknown): value is LockProcess | null =>
  value === null ||
  (typeof value === 'object' &&
    isNumber((value as LockProcess).pid) &&
    typeof (value as LockProcess).startedAt === 'string');

/** Strict, since anybody may have written the file, and the mirror in the database takes only what fits. */
function isLock(value: unknown): value is Lock {
  if (typeof value !== 'object' || value === null) return false;
  const lock = value as Record<keyof Lock, unknown>;
  return (
    [lock.id, lock.holder, lock.host, lock.boot].every((text) => typeof text === 'string') &&
    (lock.kind === 'file' || lock.kind === 'name' || lock.kind === 'engine') &&
    [lock.fence, lock.uptimeUntil].every(isNumber) &&
    [lock.takenAt, lock.leaseUntil].every(isMoment) &&
    (lock.task === null || isNumber(lock.task)) &&
    isTextOrNull(lock.reason) &&
    isProcess(lock.process) &&
    isProcess(lock.work)
  );
}
