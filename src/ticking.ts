import type {Overview} from '../state/overview.js';

const MINUTE_MS = 60_000;

/** Whether the same project looks different a second later: something runs, is locked, counts down or has just been. */
export function isTicking({at, tasks, locks, backups}: Overview): boolean {
  if (locks.length > 0 || backups.working.length > 0) return true;
  return tasks.some(
    ({state, readyAt, endedAt}) =>
      state === 'running' || (state === 'waiting' && readyAt > at) || isRecent(endedAt, at),
  );
}

/** What is older is told in minutes. */
const isRecent = (moment: number | null, at: number): boolean => moment !== null && Math.abs(at - moment) < MINUTE_MS;

export const isSameMinute = (one: number, other: number): boolean =>
  Math.floor(one / MINUTE_MS) === Math.floor(other / MINUTE_MS);
