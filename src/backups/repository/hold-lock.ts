import {unlinkSync} from 'node:fs';
import {OrkestraError} from '../../../state/errors.js';
import {ignoreHangups} from '../../hangups.js';
import {makeLockFile} from '../format/lock-file.js';
import type {Onlooker} from './lock-list.js';
import type {Repository} from './repository.js';

/** Held while a repository is used: shared by whoever only adds, exclusive for whoever removes. */
export interface RepositoryLock {
  readonly isExclusive: boolean;
  /** Throws when the lock could not be renewed in time or was taken away: others may count on nobody being here. */
  assertHeld(): void;
  release(): Promise<void>;
}

/** As restic has them; tests have less time. */
export interface LockTimes {
  /** Two who look at the same moment see nothing; after this, both see both. */
  settleMs: number;
  refreshMs: number;
  /** After so long without being renewed it no longer counts for the one who holds it, well before it does for others. */
  lostAfterMs: number;
}

export const usualTimes: LockTimes = {settleMs: 200, refreshMs: 5 * 60_000, lostAfterMs: 25 * 60_000};

export interface LockRequest extends Onlooker {
  isExclusive: boolean;
  user: string;
  /** Who is in the way is waited for as long as this. */
  patienceMs?: number;
  /** Ends the patience at once. */
  signal?: AbortSignal;
  /** From 0 up to 1. */
  random?(): number;
  times?: Partial<LockTimes>;
}

export interface HeldLock extends RepositoryLock {
  /** Of its file, which is another one after each renewal. */
  name(): string;
}

/** Writes a lock and renews it until it is given back. Whether anybody is in the way was looked at before. */
export async function holdLock(repository: Repository, request: LockRequest): Promise<HeldLock> {
  const {store} = repository;
  const {refreshMs, lostAfterMs} = {...usualTimes, ...request.times};
  const stopIgnoring = ignoreHangups();
  const state = await firstLock(repository, request).catch((error) => {
    stopIgnoring();
    throw error;
  });
  let turn = Promise.resolve();
  const timer = setInterval(() => {
    // What fails now is tried at the next turn; `assertHeld` says when it is too late.
    turn = turn.then(() => renew(repository, request, state)).catch(() => {});
  }, refreshMs);
  timer.unref();
  const atExit = (): void => removeAtExit(repository, state.name);
  process.once('exit', atExit);
  const letGo = async (): Promise<void> => {
    clearInterval(timer);
    await turn;
    // Whoever still works under it is told so.
    state.isTaken = true;
    // A lock that stays is looked at by others, and removed at the latest when this process ends.
    await store.remove('locks', state.name);
    process.off('exit', atExit);
    stopIgnoring();
  };
  let released: Promise<void> | undefined;
  return {
    isExclusive: request.isExclusive,
    name: () => state.name,
    assertHeld() {
      if (state.isTaken) throw lost(repository, 'was taken away');
      if (request.now() - state.writtenAt > lostAfterMs) throw lost(repository, 'could not be renewed in time');
    },
    release() {
      released ??= letGo();
      return released;
    },
  };
}

const lost = ({store}: Repository, why: string): OrkestraError =>
  new OrkestraError('conflict', `The repository lock in ${store.where} ${why}, so the work was stopped.`, {
    hint: 'Nothing that was stored before is lost: start it again.',
  });

function writeLock(repository: Repository, {isExclusive, now, processes, user}: LockRequest): Promise<string> {
  const owner = {hostname: processes.host, username: user, pid: processes.self.pid};
  const ids = {uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0};
  return repository.save('locks', makeLockFile({takenAt: now(), isExclusive, ...owner, ...ids}));
}

interface State {
  name: string;
  writtenAt: number;
  isTaken: boolean;
}

async function firstLock(repository: Repository, request: LockRequest): Promise<State> {
  const writtenAt = request.now();
  return {name: await writeLock(repository, request), writtenAt, isTaken: false};
}

/** The new one is there before the old one goes: at no moment is there none. */
async function renew(repository: Repository, request: LockRequest, state: State): Promise<void> {
  const old = state.name;
  state.isTaken ||= !(await repository.store.exists('locks', old));
  if (state.isTaken) return;
  const startedAt = request.now();
  state.name = await writeLock(repository, request);
  state.writtenAt = startedAt;
  await repository.store.remove('locks', old);
}

/** A process that ends in a hurry can do no more than this; what it cannot reach is stale, as it is gone. */
function removeAtExit({store}: Repository, name: string): void {
  const path = store.pathOf?.('locks', name);
  if (path === undefined) return;
  try {
    unlinkSync(path);
  } catch {
    // It is gone already, or stays and is seen as stale.
  }
}
