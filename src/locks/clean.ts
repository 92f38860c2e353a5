import {liftHindrance, listHindrances, listRunning} from '../../state/attempts.js';
import {type Lock, listLockFiles, unlinkOldDrafts} from '../../state/lock-files.js';
import {dropLockRow, type LockRow, listLocks, writeLockRow} from '../../state/locks.js';
import {write} from '../../state/write.js';
import {lockFacts, type World} from '../world.js';
import {breakLock, dropDamaged} from './break.js';
import {whyStale} from './stale.js';

export interface CleanedLock {
  id: string;
  holder: string;
  why: string;
}

const DRAFT_AFTER_MS = 60_000;

/** Removes stale locks only, says which and why, and brings the mirror in line with the directory. */
export function cleanLocks(world: World): CleanedLock[] {
  return write(world.db, () => {
    const {locks, damaged} = listLockFiles(world.paths.locks);
    const running = new Set(listRunning(world.db).map(({id, attempt}) => `task:${id}:${attempt}`));
    const cleaned: CleanedLock[] = [];
    const kept = locks.filter((lock) => {
      const why = whyStale(lock, lockFacts(world)) ?? whyLeftOver(lock, running);
      if (why === undefined) return true;
      breakLock(world, lock, why);
      cleaned.push({id: lock.id, holder: lock.holder, why});
      return false;
    });
    const unclear = dropDamaged(world, damaged);
    for (const one of damaged)
      if (!unclear.includes(one)) cleaned.push({id: one.file, holder: 'unknown', why: one.why});
    unlinkOldDrafts(world.paths.locks, world.now() - DRAFT_AFTER_MS);
    mirrorLocks(world, kept, new Set([...kept.map((lock) => lock.id), ...unclear.map((one) => one.file)]));
    return cleaned;
  });
}

/** Locks and tasks change in one transaction, so a lock without its attempt is left of one that never happened. */
const whyLeftOver = ({task, holder}: Lock, running: ReadonlySet<string>): string | undefined =>
  task !== null && holder.startsWith('task:') && !running.has(holder) ? 'its task no longer runs' : undefined;

function mirrorLocks(world: World, locks: readonly Lock[], inTheWay: ReadonlySet<string>): void {
  const rows = new Map(listLocks(world.db).map((row) => [keyOf(row), row]));
  for (const lock of locks) {
    const row = rows.get(keyOf(lock));
    if (!row || !isMirror(row, lock)) writeLockRow(world.db, lock);
    rows.delete(keyOf(lock));
  }
  for (const row of rows.values()) dropLockRow(world.db, row);
  for (const hindrance of listHindrances(world.db)) {
    if (hindrance.startsWith('lock:') && !inTheWay.has(hindrance.slice('lock:'.length)))
      liftHindrance(world.db, hindrance);
  }
}

const keyOf = ({kind, id}: Pick<Lock, 'kind' | 'id'>): string => `${kind} ${id}`;

const isMirror = (row: LockRow, lock: Lock): boolean =>
  row.fence === lock.fence &&
  row.holder === lock.holder &&
  row.task === lock.task &&
  row.pid === (lock.process?.pid ?? null) &&
  row.leaseUntil === lock.leaseUntil;
