import {setTimeout as sleep} from 'node:timers/promises';
import {type ErrorCode, OrkestraError} from '../../state/errors.js';
import {retryDelayMs} from '../tasks/backoff.js';
import type {World} from '../world.js';

/** Trying again changes nothing about these. */
const PERMANENT: readonly ErrorCode[] = ['invalid', 'not-found', 'conflict', 'refused', 'corrupt'];
const BACKOFF = {retryDelayMs: 200, retryDelayMaxMs: 10_000};

interface Step {
  name: string;
  signal: AbortSignal;
}

/** As often as the configuration says, with a pause that doubles; the error of the last try is the step's. */
export async function tryStep<Result>(
  world: World,
  {name, signal}: Step,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const most = Math.max(1, world.config.operations.retryAttempts);
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const isPermanent = error instanceof OrkestraError && PERMANENT.includes(error.code);
      if (isPermanent || tries >= most) throw error;
      world.log.warning(`${name} failed (${tries} of ${most}): ${error instanceof Error ? error.message : error}`);
    }
    await sleep(retryDelayMs(tries, BACKOFF, world.random()), undefined, {signal});
  }
}
