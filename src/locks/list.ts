import {listHindered} from '../../state/attempts.js';
import {type DamagedLock, type Lock, listLockFiles} from '../../state/lock-files.js';
import {lockFacts, type World} from '../world.js';
import {leaseLeftMs, whyStale} from './stale.js';

export interface ShownLock {
  lock: Lock;
  leaseLeftMs: number;
  whyStale: string | undefined;
  /** The tasks that would be ready without it, best first. */
  waiting: number[];
}

export interface LocksShown {
  locks: ShownLock[];
  damaged: (DamagedLock & {waiting: number[]})[];
}

/** All that is locked, as the directory says, with what a person wants to know about it. */
export function readLocks(world: World): LocksShown {
  const {locks, damaged} = listLockFiles(world.paths.locks);
  const waiting = new Map<string, number[]>();
  for (const {id, hindrance} of listHindered(world.db)) {
    const list = waiting.get(hindrance);
    if (list) list.push(id);
    else waiting.set(hindrance, [id]);
  }
  const here = lockFacts(world);
  return {
    locks: locks.map((lock) => ({
      lock,
      leaseLeftMs: leaseLeftMs(lock, here),
      whyStale: whyStale(lock, here),
      waiting: waiting.get(`lock:${lock.id}`) ?? [],
    })),
    damaged: damaged.map((one) => ({...one, waiting: waiting.get(`lock:${one.file}`) ?? []})),
  };
}
