import type {Lock} from '../../state/lock-files.js';

/** What the place that judges can see. */
export interface LockFacts {
  host: string;
  boot: string;
  now: number;
  /** Milliseconds since this machine started. */
  uptime: number;
  isAlive(process: {pid: number; startedAt: string}): boolean;
}

/**
 * Why a lock may be taken away, or undefined while it holds. Work that is still going on keeps its lock whatever
 * became of the engine that started it; otherwise a dead owner loses it at once and a silent one with its lease.
 */
export function whyStale(lock: Lock, here: LockFacts): string | undefined {
  const isHere = lock.host === here.host;
  if (isHere && lock.work && here.isAlive(lock.work)) return undefined;
  if (isHere && lock.process && !here.isAlive(lock.process)) return `its owner (pid ${lock.process.pid}) is gone`;
  const isSameClock = isHere && lock.boot === here.boot;
  const isOver = isSameClock ? lock.uptimeUntil <= here.uptime : lock.leaseUntil <= here.now;
  return isOver ? 'its lease ran out without a beat' : undefined;
}

export const isStale = (lock: Lock, here: LockFacts): boolean => whyStale(lock, here) !== undefined;
