import type {Attempt, AttemptEnd} from '../../state/attempts.js';
import type {RunState} from '../../state/runs.js';
import type {Delivery} from '../workspaces/delivery.js';
import {type BackoffRules, retryDelayMs} from './backoff.js';

interface EndFacts {
  now: number;
  random: number;
  backoff: BackoffRules;
  /** Earlier attempts whose engine died under them. */
  lostBefore: number;
}

/** Of a task in review that nothing else is to be said of. */
export const FINISHED = 'finished; waits for review';

/** A task whose engine died under it this often without ever ending is taken for the cause. */
const MOST_LOST = 5;

/** Where an attempt that ended leaves its task. */
export function decideEnd(
  ending: {outcome: RunState; why: string | null; isFinal?: boolean; delivery?: Delivery},
  attempt: Attempt,
  facts: EndFacts,
): AttemptEnd {
  const {failures} = attempt;
  const {why} = ending;
  const {now} = facts;
  // What somebody asked for happens however the attempt came to its end; only what is done stays done.
  if (ending.outcome !== 'done' && attempt.stopRequest === 'cancel') {
    return {state: 'cancelled', failures, readyAt: now, why, endedAt: now};
  }
  if (ending.outcome !== 'done' && attempt.stopRequest === 'retry') {
    return {state: 'ready', failures: 0, readyAt: now, why, endedAt: null};
  }
  switch (ending.outcome) {
    case 'done': {
      const waitsForReview = attempt.review === 'human' || attempt.review === 'vote';
      const {delivery} = ending;
      if (waitsForReview || delivery?.ok === false)
        return {state: 'review', failures, readyAt: now, why: delivery?.words ?? FINISHED, endedAt: null};
      return {state: 'done', failures, readyAt: now, why: null, endedAt: now};
    }
    case 'cancelled':
      return {state: 'cancelled', failures, readyAt: now, why, endedAt: now};
    case 'handed-back':
      return {state: 'ready', failures, readyAt: now, why, endedAt: null};
    case 'lost':
      return afterLoss(attempt, why, facts);
    case 'failed':
    case 'timed-out':
      return afterFailure(attempt, why, facts, ending.isFinal);
  }
}

/** A final one would fail again in the same way. */
function afterFailure(
  attempt: Attempt,
  why: string | null,
  {now, random, backoff}: EndFacts,
  isFinal = false,
): AttemptEnd {
  const failures = attempt.failures + 1;
  if (isFinal || failures > attempt.retries) return {state: 'failed', failures, readyAt: now, why, endedAt: now};
  return {state: 'waiting', failures, readyAt: now + retryDelayMs(failures, backoff, random), why, endedAt: null};
}

/** The task is not to blame for its engine's death, unless it keeps happening. */
function afterLoss(attempt: Attempt, why: string | null, {now, lostBefore}: EndFacts): AttemptEnd {
  const {failures} = attempt;
  if (lostBefore + 1 >= MOST_LOST) return {state: 'failed', failures, readyAt: now, why, endedAt: now};
  return {state: 'ready', failures, readyAt: now, why, endedAt: null};
}
