import type {Failure} from './agent.js';
import {readUntil} from './until.js';

export interface Classified {
  failure: Failure;
  until?: number;
}

/** Vendors' own words. The first that fits counts, so what is more telling stands first. */
const patterns: readonly [RegExp, Failure][] = [
  // No limit that ends by itself: somebody has to pay.
  [/credit balance is too low|out of credits|add credits|payment required|billing.?(hard )?limit/i, 'login'],
  [
    /rate.?limit|too many requests|\b(status|code|HTTP|error)\D{0,4}429\b|\(429\)|\b429\b.*(again|retry|limit)|refused with 429/i,
    'limited',
  ],
  [
    /(usage|session|weekly|hour|daily|opus|your) limit\b|limit (was )?reached|hit your limit|exceeded your .*(quota|allowance)/i,
    'limited',
  ],
  [
    /quota (was |is )?(exceeded|reached|exhausted)|quota will reset|insufficient_quota|resource.?(has been )?exhausted|exhausted your/i,
    'limited',
  ],
  [/overloaded|at capacity|usage exceeded/i, 'limited'],
  [
    /\b(status|code|HTTP|error|with)\D{0,4}401\b|\bunauthori[sz]ed\b|unauthenticated|\bnot (logged|signed) in\b|please (log|sign) ?in|please run \/?login/i,
    'login',
  ],
  [
    /(log ?in|sign ?in|authentication) (is )?required|authentication (failed|error)|authentication_(failed|error)|no authentication/i,
    'login',
  ],
  [
    /(invalid|incorrect|expired|missing|bad|no) (x-)?(api[- ]?key|credentials|token)|api[- ]?key (is )?(missing|invalid|not|expired)/i,
    'login',
  ],
  [/missing environment variable: .*key|set an auth method|oauth token (has )?(expired|been revoked)/i, 'login'],
  [
    /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|EPIPE|UND_ERR\w*)\b|socket hang up|fetch failed/i,
    'unreachable',
  ],
  [
    /connection (error|failed|refused|reset)|network (error|is unreachable)|waiting for network|stream disconnected/i,
    'unreachable',
  ],
  [
    /lookup address|service unavailable|bad gateway|gateway time-?out|\b(status|code|HTTP|error)\D{0,4}50[0234]\b/i,
    'unreachable',
  ],
];

/** What a vendor's words mean. What nothing is known of has simply failed. */
export function classify(words: string, now: number): Classified {
  const failure = patterns.find(([pattern]) => pattern.test(words))?.[1] ?? 'failed';
  if (failure !== 'limited') return {failure};
  const until = readUntil(words, now);
  return until === undefined ? {failure} : {failure, until};
}

/** The session it was to go on with is gone: the next attempt has to begin anew. */
export const isSessionLost = (words: string): boolean =>
  /no (conversation|rollout|(previous )?sessions?)\b.*\b(found|matched)|session not found|invalid session/i.test(words);
