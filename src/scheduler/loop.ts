import type {Log} from '../log.js';

export interface Loop {
  /** Runs the tick as soon as the current one has ended; many wakes make one tick. */
  wake(): void;
  /** Resolves when the last tick has ended. */
  stop(): Promise<void>;
}

export interface LoopRequest {
  name: string;
  everyMs: () => number;
  tick: () => void | Promise<void>;
  log: Log;
}

/** After a bad tick the loop waits a little longer each time, up to this, and goes on. */
const LONGEST_PAUSE_MS = 10_000;
const LONGEST_NAP_MS = 1000;

/** A verb on a timer, never two at once. A tick that throws is logged; it does not end the loop. */
export function startLoop({name, everyMs, tick, log}: LoopRequest): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isStopped = false;
  let failures = 0;
  let endedAt = 0;

  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(run, ms);
  };

  /** Asks again and again how long to rest: the configuration may say something else by now. */
  const rest = (atLeastMs: number): void => {
    clearTimeout(timer);
    if (isStopped) return;
    const leftMs = endedAt + Math.max(atLeastMs, everyMs()) - performance.now();
    timer = leftMs > LONGEST_NAP_MS ? setTimeout(rest, LONGEST_NAP_MS, atLeastMs) : setTimeout(run, leftMs);
  };

  const once = async (): Promise<void> => {
    try {
      await tick();
      failures = 0;
    } catch (error) {
      failures += 1;
      log.error(`loop ${name}: a tick failed (${failures} in a row)`, error);
    }
  };

  const run = (): void => {
    if (running || isStopped) return;
    isWoken = false;
    running = once().then(() => {
      running = undefined;
      const pause = failures > 0 ? Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures) : 0;
      endedAt = performance.now();
      if (isWoken) schedule(pause);
      else rest(pause);
    });
  };

  schedule(0);
  return {
    wake() {
      if (isWoken) return;
      isWoken = true;
      if (!running && failures === 0) schedule(0);
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
