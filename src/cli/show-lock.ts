import type {Lock} from '../../state/lock-files.js';
import {formatAge, formatDuration} from '../formats.js';
import type {LocksShown, ShownLock} from '../locks/list.js';
import {leaseLeftMs, whyStale} from '../locks/stale.js';
import {showHolder} from '../locks/take.js';
import {plain} from '../plain.js';
import {lockFacts, type World} from '../world.js';
import {alignColumns} from './columns.js';

/** The lock as scripts read it. */
export function lockJson(world: World, shown: ShownLock) {
  const {lock} = shown;
  return {
    id: lock.id,
    kind: lock.kind,
    holder: lock.holder,
    task: lock.task,
    pid: lock.process?.pid ?? null,
    host: lock.host,
    takenAt: new Date(lock.takenAt).toISOString(),
    leaseUntil: isoOrNull(endOfLease(world, shown)),
    fence: lock.fence,
    reason: lock.reason,
    isStale: shown.whyStale !== undefined,
    waiting: shown.waiting,
  };
}

/** As it was written, unless the wall clock was set since. */
function endOfLease(world: World, {lock, leaseLeftMs: leftMs}: ShownLock): number {
  const counted = world.now() + leftMs;
  return Math.abs(counted - lock.leaseUntil) < 1000 ? lock.leaseUntil : counted;
}

/** Beyond these there are no dates; only a forged file comes so far. */
const isoOrNull = (at: number): string | null => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null);

export const justTaken = (world: World, lock: Lock): ShownLock => ({
  lock,
  leaseLeftMs: leaseLeftMs(lock, lockFacts(world)),
  whyStale: whyStale(lock, lockFacts(world)),
  waiting: [],
});

/** What cannot be understood has no holder, but it locks as well. */
export const damagedJson = ({file, why, waiting}: LocksShown['damaged'][number]) => ({
  id: file,
  kind: 'damaged',
  holder: null,
  task: null,
  pid: null,
  host: null,
  takenAt: null,
  leaseUntil: null,
  fence: null,
  reason: why,
  isStale: false,
  waiting,
});

export function lockLines(world: World, {locks, damaged}: LocksShown): string[] {
  const rows = locks.map((shown) => [
    plain(shown.lock.id),
    plain(showHolder(shown.lock.holder)),
    formatAge(shown.lock.takenAt, world.now()),
    stateOf(shown),
    plain(shown.lock.reason ?? ''),
  ]);
  const wrecks = damaged.map(({file, why}) => [plain(file), 'unknown', '', `damaged: ${why}`, '']);
  const lines = alignColumns([...rows, ...wrecks]).split('\n');
  return [...locks, ...damaged].flatMap(({waiting}, at) => [lines[at] ?? '', ...waitingLine(waiting)]);
}

const waitingLine = (ids: readonly number[]): string[] =>
  ids.length === 0 ? [] : [`  waiting: ${ids.map((id) => `#${id}`).join(', ')}`];

function stateOf({lock, leaseLeftMs: leftMs, whyStale: stale}: ShownLock): string {
  if (stale !== undefined) return `stale: ${stale}`;
  if (leftMs <= 0) return 'its work goes on';
  return lock.process === null ? `${formatDuration(leftMs)} left` : `beating, ${formatDuration(leftMs)} left`;
}
