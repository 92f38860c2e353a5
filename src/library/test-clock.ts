import type {Clock} from '../project.js';

export interface TestClock extends Clock {
  /** Moves both clocks, as time does. */
  advance(ms: number): void;
}

/**
 * A clock that goes on as usual and can be moved: what is due in an hour is due once it is moved by one. Give it to every
 * part that works on the project in this program.
 */
export function testClock(): TestClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    uptime: () => Number(process.hrtime.bigint() / 1_000_000n) + ahead,
    advance(ms) {
      ahead += ms;
    },
  };
}
