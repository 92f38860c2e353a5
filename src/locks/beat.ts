import {type Lock, listLockFiles, rewriteLock} from '../../state/lock-files.js';
import {writeLockRow} from '../../state/locks.js';
import {write} from '../../state/write.js';
import type {World} from '../world.js';

const isSame = (a: Lock, b: Lock): boolean => a.kind === b.kind && a.id === b.id && a.fence === b.fence;

/**
 * Extends the leases of all locks of this process. A lock that was taken away meanwhile is not taken back: the ids of
 * the ones still held are returned, and the caller stops what it lost.
 */
export function beatLocks(world: World, leaseMs: number): Lock[] {
  return write(world.db, () => {
    const mine = listLockFiles(world.paths.locks).locks.filter((lock) => isMine(world, lock));
    return mine.map((lock) => extend(world, lock, leaseMs));
  });
}

function isMine({processes}: World, lock: Lock): boolean {
  const {self, host} = processes;
  return lock.host === host && lock.process?.pid === self.pid && lock.process.startedAt === self.startedAt;
}

function extend(world: World, lock: Lock, leaseMs: number): Lock {
  const longer = {
    ...lock,
    leaseUntil: world.now() + leaseMs,
    uptimeUntil: world.uptime() + leaseMs,
    boot: world.processes.boot,
  };
  rewriteLock(world.paths.locks, longer);
  writeLockRow(world.db, longer);
  return longer;
}

/** Says which process works under a holder's locks, so that they outlive the engine as long as the work does. */
export function writeLockWork(world: World, holder: string, work: Lock['work']): void {
  changeLocks(world, holder, (lock) => ({...lock, work}));
}

/** The locks of a task whose engine died pass to the engine that goes on with it. */
export function adoptLocks(world: World, holder: string, leaseMs: number): void {
  const {self, boot} = world.processes;
  changeLocks(world, holder, (lock) => ({
    ...lock,
    process: self,
    boot,
    leaseUntil: world.now() + leaseMs,
    uptimeUntil: world.uptime() + leaseMs,
  }));
}

function changeLocks(world: World, holder: string, change: (lock: Lock) => Lock): void {
  write(world.db, () => {
    for (const lock of listLockFiles(world.paths.locks).locks.filter((one) => one.holder === holder)) {
      const changed = change(lock);
      if (!isSame(lock, changed)) throw new Error(`${lock.id} may not become another lock`);
      rewriteLock(world.paths.locks, changed);
      writeLockRow(world.db, changed);
    }
  });
}
