import type {AgentLimits} from '../agent.js';

export interface Watch {
  readonly signal: AbortSignal;
  /** For how long nothing was heard, in words, when that is why it ended. */
  silence(): string | undefined;
  alive(): void;
  stop(): void;
}

/** Ends a call when nothing is heard for too long, or when nobody wants it any more. */
export function startWatch({firstEventMs, silenceMs}: AgentLimits, signal: AbortSignal): Watch {
  const controller = new AbortController();
  let patience = firstEventMs;
  let silence: string | undefined;
  const over = (): void => {
    silence = patience < 1000 ? `${patience} ms` : `${Math.round(patience / 1000)} s`;
    controller.abort();
  };
  const abort = (): void => controller.abort();
  let timer = setTimeout(over, patience);
  signal.addEventListener('abort', abort, {once: true});
  if (signal.aborted) abort();
  return {
    signal: controller.signal,
    silence: () => (signal.aborted ? undefined : silence),
    alive(): void {
      clearTimeout(timer);
      patience = silenceMs;
      timer = setTimeout(over, patience);
    },
    stop(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      // Whatever still comes is not waited for.
      controller.abort();
    },
  };
}
