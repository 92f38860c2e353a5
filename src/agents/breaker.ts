/** After so many failures in a row an agent rests. */
export const MOST_FAILURES = 3;
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 30 * 60_000;

export interface Breaker {
  failuresInRow: number;
  /** When it last failed. */
  failedAt: number | null;
}

/**
 * Closed: it works. Open until a moment: it rests. Half open: it is given one task to show that it works again; the next
 * failure doubles its rest, a success ends it.
 */
export function breakerState(
  {failuresInRow, failedAt}: Breaker,
  now: number,
): {state: 'closed' | 'half-open'} | {state: 'open'; until: number} {
  if (failuresInRow < MOST_FAILURES || failedAt === null) return {state: 'closed'};
  const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failuresInRow - MOST_FAILURES));
  const until = failedAt + restMs;
  return now < until ? {state: 'open', until} : {state: 'half-open'};
}
