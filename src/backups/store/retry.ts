import {OrkestraError} from '../../../state/errors.js';
import type {Reply} from './http.js';

export interface Patience {
  /** How often a call is made in all. */
  tries: number;
  /** Before a server has answered once: it is likelier that it is not there than that it is busy. */
  firstTries: number;
  firstWaitMs: number;
  longestWaitMs: number;
}

/** Almost a minute: a server that is started anew, or a network that changes. */
export const usualPatience: Patience = {tries: 8, firstTries: 3, firstWaitMs: 500, longestWaitMs: 20_000};

export interface Retrying {
  patience: Patience;
  /** From 0 up to 1. */
  random(): number;
  wait(ms: number): Promise<void>;
  /** Nobody wants the answer any more. */
  isClosed(): boolean;
}

/** A call may be made again after these, whatever it is: nothing it does is done twice. */
const passing = [408, 425, 429, 500, 502, 503, 504];

export interface Tried {
  reply: Reply;
  /** Earlier tries, of which nobody knows what became. */
  before: number;
}

/** Makes calls to one server until one is answered for good. */
export function makeRetry({patience, random, wait, isClosed}: Retrying, shown: string) {
  let hasAnswered = false;
  return async (call: () => Promise<Reply>): Promise<Tried> => {
    for (let before = 0; ; before++) {
      const {reply, error} = await attempt(call);
      if (reply) hasAnswered = true;
      if (reply && !passing.includes(reply.status)) return {reply, before};
      const most = hasAnswered ? patience.tries : patience.firstTries;
      if (before + 1 >= most || isClosed()) throw gaveUp(shown, reply, error);
      // Many who lost the same server must not come back in the same moment.
      const waitMs = Math.min(patience.longestWaitMs, patience.firstWaitMs * 2 ** before);
      await wait(waitMs * (0.75 + random() / 2));
    }
  };
}

async function attempt(call: () => Promise<Reply>): Promise<{reply?: Reply; error?: unknown}> {
  try {
    return {reply: await call()};
  } catch (error) {
    if (error instanceof OrkestraError) throw error;
    return {error};
  }
}

function gaveUp(shown: string, reply: Reply | undefined, error: unknown): OrkestraError {
  const why = reply ? `it answers with status ${reply.status}` : reasonOf(error);
  return new OrkestraError('unavailable', `The backup server ${shown} cannot be used: ${why}.`, {
    hint: 'Check that it runs and can be reached; what was stored before stays.',
    cause: error,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'nobody knows its name',
  EAI_AGAIN: 'nobody knows its name just now',
  ECONNRESET: 'it ends the connection',
  EPIPE: 'it ends the connection',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'it does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody who is trusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody who is trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody who is trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it does not answer';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return reasons[code] ?? (error.message.trim() || code || 'it does not answer');
}
