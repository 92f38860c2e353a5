import {liftHindrance} from '../../state/attempts.js';
import {type DamagedLock, type Lock, removeDamagedLock, unlinkLock} from '../../state/lock-files.js';
import {dropLockRow} from '../../state/locks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';

/** Takes a lock away from its holder; the reason goes into the trail. */
export function breakLock(world: World, lock: Lock, reason: string): void {
  write(world.db, () => {
    unlinkLock(world.paths.locks, lock);
    dropLockRow(world.db, lock);
    liftHindrance(world.db, `lock:${lock.id}`);
    const about = lock.task === null ? {} : {task: lock.task};
    record(world, {type: 'lock.broken', ...about, data: {id: lock.id, holder: lock.holder, reason}});
  });
}

/** Locks appear whole, so this only spares what another program or a network disk is still writing. */
const DAMAGED_AFTER_MS = 10_000;

/** Removes what is no lock and has not changed for a while; returns what stays in the way. */
export function dropDamaged(world: World, damaged: readonly DamagedLock[]): DamagedLock[] {
  return damaged.filter((one) => {
    if (!one.isRemovable || Math.abs(world.now() - one.changedAt) < DAMAGED_AFTER_MS) return true;
    breakDamaged(world, one, one.why);
    return false;
  });
}

export function breakDamaged(world: World, {file}: DamagedLock, reason: string): void {
  write(world.db, () => {
    removeDamagedLock(world.paths.locks, file);
    liftHindrance(world.db, `lock:${file}`);
    record(world, {type: 'lock.broken', data: {id: file, holder: 'unknown', reason}});
  });
}
