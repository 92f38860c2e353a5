import type {Task} from '../../state/tasks.js';
import {isOwnerAlive} from '../processes.js';
import type {World} from '../world.js';
import {findTask} from './find.js';
import {takeTurn} from './turn.js';

/**
 * A running task whose engine is dead has nobody who would hear the request to stop, so it is ended here and now.
 * Where an engine lives, that engine does it.
 */
export async function endOrphan(world: World, task: Task): Promise<Task> {
  const {id, attempt, owner, agent, startedAt, pid, pidStartedAt} = task;
  if (owner === null || startedAt === null || isOwnerAlive(world.processes, owner) !== false) return task;
  if (pid !== null && pidStartedAt !== null) await endGroup(world, {pid, startedAt: pidStartedAt});
  const ending = {
    id,
    attempt,
    owner,
    agent: agent ?? 'shell',
    startedAt,
    exitCode: null,
    why: task.why,
    hasLocks: true,
  };
  takeTurn(world, {ended: [{...ending, outcome: 'cancelled'}], free: 0});
  return findTask(world, id);
}

async function endGroup(world: World, process: {pid: number; startedAt: string}): Promise<void> {
  if (!world.processes.isAlive(process)) return;
  world.processes.signalGroup(process.pid, 'SIGTERM');
  await waitForDeath(world, process, world.config.queue.killGraceMs);
  world.processes.signalGroup(process.pid, 'SIGKILL');
  await waitForDeath(world, process, LONGEST_DEATH_MS);
}

/** A killed process is gone at once, unless the system holds it in a read or write. */
const LONGEST_DEATH_MS = 5000;

async function waitForDeath(world: World, process: {pid: number; startedAt: string}, withinMs: number): Promise<void> {
  const giveUpAt = world.uptime() + withinMs;
  while (world.processes.isAlive(process) && world.uptime() < giveUpAt) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
