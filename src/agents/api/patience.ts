import type {Trouble} from './trouble.js';

/** A network that is gone for longer than this is the scheduler's matter: the task is tried again. */
const PATIENCE_MS = 300_000;
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
/** A limit that is over sooner is waited for; a later one gives the task to another agent. */
const LIMIT_MS = 60_000;

export interface Waited {
  /** How often the same was tried in vain. */
  tries: number;
  /** When it was first in vain. */
  since: number;
}

/** How long to wait before the same is tried again, or undefined when it is given up. */
export function nextPause(trouble: Trouble, {tries, since}: Waited, now: number, random: number): number | undefined {
  if (tries > trouble.tries || now - since >= PATIENCE_MS) return undefined;
  const {until, failure} = trouble;
  if (failure === 'limited') {
    if (until === undefined || until - now > LIMIT_MS) return undefined;
    return until - now + Math.round(random * FIRST_MS);
  }
  const full = Math.min(FIRST_MS * 2 ** (tries - 1), LONGEST_MS);
  // Many agents lose the same network at once, and must not all come back at once.
  return Math.round(full / 2 + (random * full) / 2);
}
