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
  return leaseLeftMs(lock, here) <= 0 ? 'its lease ran out without a beat' : undefined;
}

/** On the clock that cannot be set, where the one who judges shares it with the one who took the lock. */
export function leaseLeftMs(lock: Lock, here: Pick<LockFacts, 'host' | 'boot' | 'now' | 'uptime'>): number {
  const isSameClock = lock.host === here.host && lock.boot === here.boot;
  return isSameClock ? lock.uptimeUntil - here.uptime : lock.leaseUntil - here.now;
}

export const isStale = (lock: Lock, here: LockFacts): boolean => whyStale(lock, here) !== undefined;
