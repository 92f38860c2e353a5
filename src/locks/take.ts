import {write} from '../../state/db.js';
import {OrkestraError} from '../../state/errors.js';
import {type Lock, type LockKind, linkLock, listLockFiles, unlinkLock} from '../../state/lock-files.js';
import {dropLockRow, writeLockRow} from '../../state/locks.js';
import {nextNumber} from '../../state/meta.js';
import {liftHindrance} from '../../state/tasks.js';
import {record} from '../audit/record.js';
import {lockFacts, type World} from '../world.js';
import {overlaps} from './overlap.js';
import {whyStale} from './stale.js';

export interface LockRequest {
  kind: LockKind;
  ids: readonly string[];
  /** Two requests of one holder never hinder each other. */
  holder: string;
  task?: number;
  leaseMs: number;
  /** False for a person: nobody extends the lease, and nobody's death ends it. */
  isBeating: boolean;
  reason?: string;
}

export type LockAnswer = {ok: true; locks: Lock[]} | {ok: false; why: string; id: string; holder: string};

/**
 * All or none. The database's write lock keeps two takers from looking at the same moment, and `link` makes the
 * directory itself refuse a second owner, whoever made the first.
 */
export function takeLocks(world: World, request: LockRequest): LockAnswer {
  return write(world.db, () => {
    const {locks, damaged} = listLockFiles(world.paths.locks);
    for (const id of request.ids) {
      const hindrance = locks.find((lock) => isInTheWay(world, lock, request, id));
      if (hindrance) return refusal(hindrance.id, hindrance.holder);
    }
    if (damaged.length > 0 && request.kind !== 'engine')
      return refusal(damaged[0]?.file ?? '', 'an unreadable lock file');
    const rivals = locks.filter((lock) => request.ids.some((id) => isRival(lock, request, id)));
    for (const lock of rivals) breakLock(world, lock, whyStale(lock, lockFacts(world)) ?? 'taken again by its holder');
    return linkAll(world, request);
  });
}

const refusal = (id: string, holder: string): LockAnswer => ({
  ok: false,
  why: `${id} is held by ${showHolder(holder)}`,
  id,
  holder,
});

/** `task:12:3` is "#12" to a person. */
export const showHolder = (holder: string): string => holder.replace(/^task:(\d+):\d+$/, '#$1');

const isRival = (lock: Lock, {kind}: LockRequest, id: string): boolean =>
  lock.kind === kind && (kind === 'file' ? overlaps(lock.id, id) : lock.id === id);

const isInTheWay = (world: World, lock: Lock, request: LockRequest, id: string): boolean =>
  isRival(lock, request, id) && lock.holder !== request.holder && whyStale(lock, lockFacts(world)) === undefined;

function linkAll(world: World, request: LockRequest): LockAnswer {
  const taken: Lock[] = [];
  try {
    for (const id of new Set(request.ids)) {
      const lock = makeLock(world, request, id);
      if (!linkLock(world.paths.locks, lock)) {
        for (const mine of taken) unlinkLock(world.paths.locks, mine);
        return refusal(id, 'somebody who took it this moment');
      }
      taken.push(lock);
    }
    for (const lock of taken) writeLockRow(world.db, lock);
    record(
      world,
      ...taken.map((lock) => ({
        type: 'lock.taken',
        ...aboutTask(lock),
        data: {id: lock.id, holder: lock.holder, fence: lock.fence},
      })),
    );
    return {ok: true, locks: taken};
  } catch (error) {
    for (const mine of taken) unlinkLock(world.paths.locks, mine);
    throw error;
  }
}

const aboutTask = (lock: Lock): {task?: number} => (lock.task === null ? {} : {task: lock.task});

function makeLock(world: World, request: LockRequest, id: string): Lock {
  const {host, boot, self} = world.processes;
  return {
    id,
    kind: request.kind,
    holder: request.holder,
    task: request.task ?? null,
    host,
    process: request.isBeating ? self : null,
    work: null,
    reason: request.reason ?? null,
    fence: nextNumber(world.db, 'fence'),
    takenAt: world.now(),
    leaseUntil: world.now() + request.leaseMs,
    boot,
    uptimeUntil: world.uptime() + request.leaseMs,
  };
}

/** Takes a lock away from its holder; the reason goes into the trail. */
export function breakLock(world: World, lock: Lock, reason: string): void {
  write(world.db, () => {
    unlinkLock(world.paths.locks, lock);
    dropLockRow(world.db, lock);
    liftHindrance(world.db, `lock:${lock.id}`);
    record(world, {type: 'lock.broken', ...aboutTask(lock), data: {id: lock.id, holder: lock.holder, reason}});
  });
}

/** Gives back what `holder` has; what others hold is refused, not touched. */
export function dropLocks(world: World, holder: string, ids?: readonly string[]): Lock[] {
  return write(world.db, () => {
    const {locks} = listLockFiles(world.paths.locks);
    const wanted = locks.filter((lock) => (ids ? ids.includes(lock.id) : lock.holder === holder));
    const foreign = wanted.find((lock) => lock.holder !== holder);
    if (foreign) {
      throw new OrkestraError(
        'refused',
        `${foreign.id} is held by ${showHolder(foreign.holder)}, not by ${showHolder(holder)}.`,
        {
          hint: 'Use --force with a --reason to break it.',
        },
      );
    }
    for (const lock of wanted) {
      unlinkLock(world.paths.locks, lock);
      dropLockRow(world.db, lock);
      liftHindrance(world.db, `lock:${lock.id}`);
    }
    record(
      world,
      ...wanted.map((lock) => ({type: 'lock.dropped', ...aboutTask(lock), data: {id: lock.id, holder: lock.holder}})),
    );
    return wanted;
  });
}
