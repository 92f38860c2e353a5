import {watchChanges} from '../../state/changes.js';
import {formatDuration} from '../formats.js';
import type {World} from '../world.js';
import {findHindrance, type LockAnswer, type LockRequest, takeLocks} from './take.js';

export interface Patience {
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The death of an owner and the end of a lease are told by nobody, so now and then we look. */
const LOOK_EVERY_MS = 250;
/** A busy project commits a hundred times a second; looking more often than this would find nothing sooner. */
const REST_MS = 20;

/** As `takeLocks`, but waits until the locks are free, at most the given time, and then says who has them. */
export async function waitForLocks(
  world: World,
  request: LockRequest,
  {timeoutMs, signal}: Patience,
): Promise<LockAnswer> {
  const giveUpAt = world.uptime() + timeoutMs;
  const alarm = setAlarm(world, signal);
  try {
    for (;;) {
      // Looking needs no transaction, so a crowd that waits keeps nobody from writing.
      const answer = findHindrance(world, request) ?? takeLocks(world, request);
      if (answer.ok) return answer;
      const leftMs = giveUpAt - world.uptime();
      if (signal?.aborted) return {...answer, why: `${answer.why}; the wait was interrupted`};
      if (leftMs <= 0)
        return timeoutMs > 0 ? {...answer, why: `${answer.why}; waited ${formatDuration(timeoutMs)}`} : answer;
      await alarm.next(Math.min(leftMs, LOOK_EVERY_MS));
      await sleep(Math.min(leftMs, REST_MS));
    }
  } finally {
    alarm.stop();
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Rings when anything was committed, by this process or another, and when the waiting is called off. */
function setAlarm(
  {db, paths}: World,
  signal: AbortSignal | undefined,
): {next(ms: number): Promise<void>; stop(): void} {
  let hasRung = false;
  let wake: (() => void) | undefined;
  const ring = (): void => {
    hasRung = true;
    wake?.();
  };
  const stops = [watchChanges(db, paths.bell, ring), db.onCommit(ring)];
  signal?.addEventListener('abort', ring);
  return {
    async next(ms) {
      let timer: NodeJS.Timeout | undefined;
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, ms);
        });
      }
      clearTimeout(timer);
      wake = undefined;
      hasRung = false;
    },
    stop() {
      for (const stop of stops) stop();
      signal?.removeEventListener('abort', ring);
    },
  };
}
