import {expect} from 'vitest';
import {auditProblems, walkQueue} from '../support/queue-walk.js';
import {dice} from '../support/random.js';
import {testWorld} from '../support/world.js';

/** One book for several seeds would be faster, but then a failing seed could not be played alone. */
export function walk({seed, steps}: {seed: number; steps: number}): void {
  const world = testWorld();
  const {step, problems} = walkQueue(world, dice(seed));
  const path: string[] = [];
  for (let number = 0; number < steps; number++) {
    path.push(step());
    const found = problems();
    if (found.length > 0) {
      throw new Error(`seed ${seed}, step ${number}: ${found.join('; ')}\nafter ${path.slice(-12).join(', ')}`);
    }
  }
  expect(auditProblems(world), `seed ${seed}`).toEqual([]);
}
