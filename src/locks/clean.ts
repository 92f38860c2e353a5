import {write} from '../../state/db.js';
import {listLockFiles, unlinkDamagedLock} from '../../state/lock-files.js';
import {dropLockRow, listLocks, writeLockRow} from '../../state/locks.js';
import {liftHindrance, listHindrances} from '../../state/tasks.js';
import {record} from '../audit/record.js';
import {lockFacts, type World} from '../world.js';
import {whyStale} from './stale.js';
import {breakLock} from './take.js';

export interface CleanedLock {
  id: string;
  holder: string;
  why: string;
}

/** A writer needs far less than this to link a whole file, so an older unreadable one is no lock in the making. */
const DAMAGED_AFTER_MS = 10_000;

/** Removes stale locks only, says which and why, and brings the mirror in line with the directory. */
export function cleanLocks(world: World): CleanedLock[] {
  return write(world.db, () => {
    const {locks, damaged} = listLockFiles(world.paths.locks);
    const cleaned: CleanedLock[] = [];
    for (const lock of locks) {
      const why = whyStale(lock, lockFacts(world));
      if (why === undefined) continue;
      breakLock(world, lock, why);
      cleaned.push({id: lock.id, holder: lock.holder, why});
    }
    for (const {file, changedAt} of damaged) {
      if (Math.abs(world.now() - changedAt) < DAMAGED_AFTER_MS) continue;
      unlinkDamagedLock(world.paths.locks, file);
      record(world, {type: 'lock.broken', data: {id: file, holder: 'unknown', reason: 'the file is unreadable'}});
      cleaned.push({id: file, holder: 'unknown', why: 'the file is unreadable'});
    }
    mirrorLocks(world);
    return cleaned;
  });
}

function mirrorLocks(world: World): void {
  const {locks} = listLockFiles(world.paths.locks);
  const key = (lock: {kind: string; id: string}): string => `${lock.kind} ${lock.id}`;
  const real = new Set(locks.map(key));
  const mirrored = new Set(listLocks(world.db).map(key));
  for (const row of listLocks(world.db)) if (!real.has(key(row))) dropLockRow(world.db, row);
  for (const lock of locks) if (!mirrored.has(key(lock))) writeLockRow(world.db, lock);
  const held = new Set(locks.map((lock) => `lock:${lock.id}`));
  for (const hindrance of listHindrances(world.db)) {
    if (hindrance.startsWith('lock:') && !held.has(hindrance)) liftHindrance(world.db, hindrance);
  }
}
