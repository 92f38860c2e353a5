import {setTimeout as sleep} from 'node:timers/promises';
import {takeCall} from '../../state/calls.js';
import {write} from '../../state/write.js';
import type {World} from '../world.js';

const MINUTE_MS = 60_000;
/** However far away the moment is: a clock may be set meanwhile. */
const LONGEST_NAP_MS = 5000;

/**
 * Waits until the agent may be called once more, so many times a minute in all processes of the project together. It
 * waits in the process of the attempt, so nothing else does.
 */
export async function waitForTurn(
  {db, now}: Pick<World, 'db' | 'now'>,
  agent: string,
  perMinute: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const at = now();
    const freeAt = write(db, () => takeCall(db, agent, at, {most: perMinute, withinMs: MINUTE_MS}));
    if (freeAt <= at) return;
    await sleep(Math.min(freeAt - at, LONGEST_NAP_MS), undefined, {signal}).catch(() => {});
  }
}
