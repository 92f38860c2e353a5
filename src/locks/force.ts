import {OrkestraError} from '../../state/errors.js';
import {type DamagedLock, type Lock, listLockFiles} from '../../state/lock-files.js';
import {write} from '../../state/write.js';
import type {World} from '../world.js';
import {breakDamaged, breakLock} from './break.js';

export interface Forced {
  locks: Lock[];
  damaged: DamagedLock[];
}

/** Breaks locks whoever holds them, and removes damaged ones; all that are named, or none. The reason is recorded. */
export function forceLocks(world: World, ids: readonly string[], reason: string): Forced {
  if (reason.trim() === '') throw new OrkestraError('invalid', 'Breaking a lock needs a reason.');
  return write(world.db, () => {
    const found = findLocks(world, ids);
    for (const lock of found.locks) breakLock(world, lock, reason);
    for (const one of found.damaged) breakDamaged(world, one, reason);
    return found;
  });
}

/** What is locked under these ids; a damaged file is known by its file name. */
export function findLocks(world: World, ids: readonly string[]): Forced {
  const all = listLockFiles(world.paths.locks);
  const locks = all.locks.filter((lock) => ids.includes(lock.id));
  const damaged = all.damaged.filter((one) => ids.includes(one.file));
  const missing = ids.find((id) => !locks.some((lock) => lock.id === id) && !damaged.some((one) => one.file === id));
  if (missing === undefined) return {locks, damaged};
  throw new OrkestraError('not-found', `${missing} is not locked.`, {hint: '`orkestra lock list` shows what is.'});
}
