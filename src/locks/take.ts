import {liftHindrance} from '../../state/attempts.js';
import {OrkestraError} from '../../state/errors.js';
import {
  type Lock,
  type LockKind,
  linkLock,
  listLockFiles,
  readLock,
  rewriteLock,
  unlinkLock,
  wellFormed,
} from '../../state/lock-files.js';
import {dropLockRow, writeLockRow} from '../../state/locks.js';
import {keepNumberAbove, nextNumber} from '../../state/meta.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {lockFacts, type World} from '../world.js';
import {breakLock, dropDamaged} from './break.js';
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
  const ids = [...new Set(request.ids.map(wellFormed))];
  if (ids.includes('')) throw new OrkestraError('invalid', 'A lock needs an id.');
  const linked: Lock[] = [];
  try {
    const answer = write(world.db, () => take(world, {...request, ids}, linked));
    if (request.isBeating || !answer.ok) return answer;
    return {ok: true, locks: outliveMe(world, answer.locks)};
  } catch (error) {
    for (const lock of linked) unlinkLock(world.paths.locks, lock);
    throw error;
  }
}

/** `linked` tells the caller what must go again if the transaction fails. */
function take(world: World, request: LockRequest, linked: Lock[]): LockAnswer {
  const {locks, damaged} = listLockFiles(world.paths.locks);
  const {live, stale} = findRivals(world, request, locks);
  const hindrance = live.find((lock) => lock.holder !== request.holder);
  if (hindrance) return refusal(hindrance.id, hindrance.holder);
  const unclear = dropDamaged(world, damaged)[0];
  if (unclear && request.kind !== 'engine') return refusal(unclear.file, UNCLEAR);
  for (const {lock, why} of stale) breakLock(world, lock, why);
  // A database that was made anew must not count from one again while older locks are held.
  keepNumberAbove(world.db, 'fence', Math.max(0, ...locks.map((lock) => lock.fence)));
  const mine = live.filter((lock) => request.ids.includes(lock.id));
  return linkAll(world, request, mine, linked);
}

const UNCLEAR = 'a lock file that cannot be understood';

/** Who is in the way, as far as a look at the directory tells. */
export function findHindrance(world: World, request: LockRequest): Extract<LockAnswer, {ok: false}> | undefined {
  const {locks} = listLockFiles(world.paths.locks);
  const hindrance = findRivals(world, request, locks).live.find((lock) => lock.holder !== request.holder);
  return hindrance && refusal(hindrance.id, hindrance.holder);
}

function findRivals(world: World, request: LockRequest, locks: readonly Lock[]) {
  const live: Lock[] = [];
  const stale: {lock: Lock; why: string}[] = [];
  for (const lock of locks) {
    if (!request.ids.some((id) => isRival(lock, request, id))) continue;
    const why = whyStale(lock, lockFacts(world));
    if (why === undefined) live.push(lock);
    else stale.push({lock, why});
  }
  return {live, stale};
}

const refusal = (id: string, holder: string): Extract<LockAnswer, {ok: false}> => ({
  ok: false,
  why: `${id} is held by ${showHolder(holder)}`,
  id,
  holder,
});

/** `task:12:3` is "#12" to a person. */
export const showHolder = (holder: string): string => holder.replace(/^task:(\d+):\d+$/, '#$1');

const isRival = (lock: Lock, {kind}: LockRequest, id: string): boolean =>
  lock.kind === kind && (kind === 'file' ? overlaps(lock.id, id) : lock.id === id);

/** What the holder has already is kept under its fence, with a new lease. */
function linkAll(world: World, request: LockRequest, mine: readonly Lock[], linked: Lock[]): LockAnswer {
  for (const id of request.ids) {
    if (mine.some((lock) => lock.id === id)) continue;
    const lock = makeLock(world, request, id);
    if (!linkLock(world.paths.locks, lock)) {
      for (const one of linked.splice(0)) unlinkLock(world.paths.locks, one);
      return refusal(id, 'somebody who took it this moment');
    }
    linked.push(lock);
  }
  const renewed = mine.map((lock) => renew(world, request, lock));
  for (const lock of linked) writeLockRow(world.db, lock);
  record(
    world,
    ...linked.map((lock) => ({
      type: 'lock.taken',
      ...aboutTask(lock),
      data: {id: lock.id, holder: lock.holder, fence: lock.fence},
    })),
  );
  return {ok: true, locks: [...renewed, ...linked]};
}

function renew(world: World, request: LockRequest, lock: Lock): Lock {
  const {process, leaseUntil, boot, uptimeUntil} = makeLease(world, request);
  const renewed = {
    ...lock,
    process: request.isBeating ? process : null,
    leaseUntil,
    boot,
    uptimeUntil,
    reason: request.reason ?? lock.reason,
  };
  rewriteLock(world.paths.locks, renewed);
  writeLockRow(world.db, renewed);
  return renewed;
}

/**
 * The lock of a person lasts its lease, whatever becomes of the process that took it. It gets there in two steps, so
 * that a process killed before its transaction is on disk leaves nothing that outlives it.
 */
function outliveMe(world: World, locks: readonly Lock[]): Lock[] {
  return write(world.db, () =>
    locks.map((lock) => {
      const lasting = {...lock, process: null};
      if (readLock(world.paths.locks, lock)?.fence !== lock.fence) return lasting;
      rewriteLock(world.paths.locks, lasting);
      writeLockRow(world.db, lasting);
      return lasting;
    }),
  );
}

const aboutTask = (lock: Lock): {task?: number} => (lock.task === null ? {} : {task: lock.task});

const makeLease = (
  world: World,
  {leaseMs}: LockRequest,
): Pick<Lock, 'process' | 'leaseUntil' | 'boot' | 'uptimeUntil'> => ({
  process: world.processes.self,
  leaseUntil: world.now() + leaseMs,
  boot: world.processes.boot,
  uptimeUntil: world.uptime() + leaseMs,
});

const makeLock = (world: World, request: LockRequest, id: string): Lock => ({
  id,
  kind: request.kind,
  holder: request.holder,
  task: request.task ?? null,
  host: world.processes.host,
  work: null,
  reason: request.reason ?? null,
  fence: nextNumber(world.db, 'fence'),
  takenAt: world.now(),
  ...makeLease(world, request),
});

/** Gives back what `holder` has; what others hold is refused, not touched. */
export function dropLocks(world: World, holder: string, ids?: readonly string[]): Lock[] {
  if (!ids) return dropLocksOf(world, [holder]);
  return write(world.db, () => {
    const wanted = listLockFiles(world.paths.locks).locks.filter((lock) => ids.includes(lock.id));
    const foreign = wanted.find((lock) => lock.holder !== holder);
    if (foreign) {
      throw new OrkestraError(
        'refused',
        `${foreign.id} is held by ${showHolder(foreign.holder)}, not by ${showHolder(holder)}.`,
        {hint: 'Use --force with a --reason to break it.'},
      );
    }
    return dropAll(world, wanted);
  });
}

/** All that these holders have, with one look at the directory. */
export function dropLocksOf(world: World, holders: readonly string[]): Lock[] {
  if (holders.length === 0) return [];
  return write(world.db, () => {
    const {locks} = listLockFiles(world.paths.locks);
    return dropAll(
      world,
      locks.filter((lock) => holders.includes(lock.holder)),
    );
  });
}

function dropAll(world: World, locks: readonly Lock[]): Lock[] {
  for (const lock of locks) {
    unlinkLock(world.paths.locks, lock);
    dropLockRow(world.db, lock);
    liftHindrance(world.db, `lock:${lock.id}`);
  }
  record(
    world,
    ...locks.map((lock) => ({type: 'lock.dropped', ...aboutTask(lock), data: {id: lock.id, holder: lock.holder}})),
  );
  return [...locks];
}
