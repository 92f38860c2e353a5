import {setTimeout as sleep} from 'node:timers/promises';
import {type ErrorCode, OrkestraError} from '../../state/errors.js';
import {endStep, startStep} from '../../state/operation-steps.js';
import {writeSoon} from '../../state/write.js';
import {retryDelayMs} from '../tasks/backoff.js';
import type {World} from '../world.js';

/** Trying again changes nothing about these. */
const PERMANENT: readonly ErrorCode[] = ['invalid', 'not-found', 'conflict', 'refused', 'corrupt'];
const BACKOFF = {retryDelayMs: 200, retryDelayMaxMs: 10_000};

interface Step {
  operation: number;
  name: string;
  signal: AbortSignal;
}

/** As often as the configuration says, with a pause that doubles; the error of the last try is the step's. */
export async function tryStep<Result>(world: World, step: Step, work: () => Result | Promise<Result>): Promise<Result> {
  const {db} = world;
  const {operation, name} = step;
  const place = await writeSoon(db, () => startStep(db, {operation, name, startedAt: world.now()}));
  const end = (outcome: 'done' | 'failed', tries: number, why: string | null): Promise<void> =>
    writeSoon(db, () => endStep(db, {operation, place, endedAt: world.now(), outcome, tries, why}));
  let tries = 0;
  try {
    const result = await tryAgain(world, step, () => {
      tries += 1;
      return work();
    });
    await end('done', tries, null);
    return result;
  } catch (error) {
    await end('failed', tries, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function tryAgain<Result>(
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
