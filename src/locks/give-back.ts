import {OrkestraError} from '../../state/errors.js';
import {type Lock, linkLock, listLockFiles, unlinkLock} from '../../state/lock-files.js';
import {writeLockRow} from '../../state/locks.js';
import {readTask} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {lockHolder} from '../tasks/claim.js';
import {lockFacts, type World} from '../world.js';
import {overlaps} from './overlap.js';
import {isStale} from './stale.js';
import {showHolder} from './take.js';

/** Gives broken locks back to those who had them, as they were: all of them or none. */
export function giveLocksBack(world: World, locks: readonly Lock[]): void {
  const linked: Lock[] = [];
  try {
    write(world.db, () => {
      for (const lock of locks) giveBack(world, lock, linked);
    });
  } catch (error) {
    for (const lock of linked) unlinkLock(world.paths.locks, lock);
    throw error;
  }
}

/** The fence stays what it was: nobody has had the lock since, or it would be refused. */
function giveBack(world: World, lock: Lock, linked: Lock[]): void {
  const {paths, db} = world;
  const who = showHolder(lock.holder);
  const rival = listLockFiles(paths.locks).locks.find((one) => isRival(one, lock));
  if (rival) throw tooLate(`${lock.id} is held by ${showHolder(rival.holder)} now`);
  if (isStale(lock, lockFacts(world))) throw tooLate(`the lease of ${who} on ${lock.id} is over`);
  if (lock.task !== null && !isAtWork(world, lock)) throw tooLate(`${who} no longer works on ${lock.id}`);
  if (!linkLock(paths.locks, lock)) throw tooLate(`${lock.id} was taken this moment`);
  linked.push(lock);
  writeLockRow(db, lock);
  const about = lock.task === null ? {} : {task: lock.task};
  record(world, {type: 'lock.taken', ...about, data: {id: lock.id, holder: lock.holder, fence: lock.fence}});
}

const isRival = (one: Lock, lock: Lock): boolean =>
  one.kind === lock.kind &&
  (one.id === lock.id || (lock.kind === 'file' && one.holder !== lock.holder && overlaps(one.id, lock.id)));

/** An engine whose attempt lost its lock stops it, and that cannot be called back. */
function isAtWork({db}: World, {task, holder}: Lock): boolean {
  const row = task === null ? undefined : readTask(db, task);
  return row?.state === 'running' && row.stopRequest === null && lockHolder(row) === holder;
}

const tooLate = (what: string): OrkestraError =>
  new OrkestraError('conflict', `That can no longer be taken back: ${what}.`);
