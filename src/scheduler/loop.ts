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

/** A verb on a timer, never two at once. A tick that throws is logged; it does not end the loop. */
export function startLoop({name, everyMs, tick, log}: LoopRequest): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isStopped = false;
  let failures = 0;

  const schedule = (ms: number): void => {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(run, ms);
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
      schedule(isWoken ? pause : Math.max(pause, everyMs()));
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
