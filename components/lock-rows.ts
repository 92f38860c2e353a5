import {showHolder} from '../src/locks/take.js';
import type {LockRow as Lock} from '../state/locks.js';
import type {Overview} from '../state/overview.js';

export interface LockRow {
  id: string;
  path: string;
  holder: string;
  /** How long it has been held. */
  since: number;
  waiting: string;
}

/** A file lock and a named lock may have the same id. */
export const lockName = ({kind, id}: Pick<Lock, 'kind' | 'id'>): string => `${kind} ${id}`;

export function lockRow(lock: Lock, {at, lockWaits}: Pick<Overview, 'at' | 'lockWaits'>): LockRow {
  const waiting = lockWaits.filter((wait) => wait.lock === lock.id).map(({task}) => `#${task}`);
  return {
    id: lockName(lock),
    path: lock.id,
    holder: showHolder(lock.holder),
    since: Math.max(0, at - lock.takenAt),
    waiting: waiting.length === 0 ? '' : `${waiting.join(' ')} ${waiting.length === 1 ? 'waits' : 'wait'}`,
  };
}
