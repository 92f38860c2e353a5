import {expect} from 'vitest';
import {recoverTasks} from '../../src/scheduler/recover.js';
import {addTask} from '../../src/tasks/add.js';
import {listRunning} from '../../state/attempts.js';
import {countTasks} from '../../state/task-counts.js';
import {startChild} from '../support/child.js';
import {testWorld} from '../support/world.js';

export interface Rescue {
  tasks: number;
  leaseMs: number;
  /** On another machine nobody can see the death: only the lease tells. */
  isAway: boolean;
}

const LOOK_EVERY_MS = 100;

/** A worker claims tasks and is killed; a survivor looks every 100 ms. Returns the ms until all of them are back. */
export async function rescue({tasks, leaseMs, isAway}: Rescue): Promise<number> {
  const world = testWorld({queue: {leaseMs}});
  for (let number = 0; number < tasks; number++)
    addTask(world, {title: `task ${number}`, run: 'true', files: [`src/${number}`]});
  const worker = await startChild('worker', [
    world.paths.root,
    JSON.stringify({queue: {leaseMs}, ...(isAway && {host: 'vega'})}),
  ]);
  worker.send({type: 'claim', free: tasks});
  await worker.next('claim');
  const claimed = listRunning(world.db);
  expect(claimed).toHaveLength(tasks);
  await worker.kill();
  // The claim took a while itself, and its leases are counted from its first moment.
  const at = (claimed[0]?.leaseUntil ?? 0) - leaseMs;
  const from = isAway ? at : Date.now();
  // A look before the lease is over finds nothing to take from a machine that may be alive.
  let looks = 0;
  while (countTasks(world.db).ready < tasks) {
    await recoverTasks(world);
    if (isAway && Date.now() < at + leaseMs) expect(countTasks(world.db).ready, 'before the end of the lease').toBe(0);
    if (countTasks(world.db).ready < tasks) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (++looks > 600) throw new Error('they never came back');
  }
  const tookMs = Date.now() - from;
  expect(countTasks(world.db)).toMatchObject({ready: tasks, running: 0});
  return tookMs;
}
