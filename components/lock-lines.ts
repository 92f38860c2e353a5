import {formatAge, formatClock} from '../src/formats.js';
import {showHolder} from '../src/locks/take.js';
import type {LockRow} from '../state/locks.js';
import type {Overview} from '../state/overview.js';
import {factLines} from './fact-lines.js';
import type {Line} from './page-lines.js';

/** Who has it, since when and until when, why, and who waits. */
export function lockLines(lock: LockRow, {at, lockWaits}: Pick<Overview, 'at' | 'lockWaits'>): Line[] {
  const waiting = lockWaits.filter((wait) => wait.lock === lock.id).map(({task}) => `#${task}`);
  return factLines([
    ['locked', lock.id],
    ['by', showHolder(lock.holder)],
    ['since', formatAge(lock.takenAt, at)],
    [
      'lease',
      lock.leaseUntil > at ? `${formatClock(lock.leaseUntil - at)} left without a beat` : 'over',
      lock.leaseUntil > at ? 'plain' : 'warn',
    ],
    ['process', lock.pid === null ? 'none; it lasts its lease' : `${lock.pid} on ${lock.host}`],
    ['fence', String(lock.fence)],
    ['reason', lock.reason],
    ['who waits', waiting.join(' ') || 'nobody'],
  ]);
}
