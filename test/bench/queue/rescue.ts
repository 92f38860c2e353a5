import {rmSync} from 'node:fs';
import {join} from 'node:path';
import type {World} from '../../../src/world.js';
import {listRunning, type RunningTask} from '../../../state/attempts.js';
import {sleep} from '../support/numbers.js';
import {startChild} from './children.js';
import {openBenchProject} from './project.js';

/** Milliseconds from the end of the leases, and from the fault, until the last task runs again under another engine. */
export interface Rescue {
  afterLease: number;
  afterFault: number;
}

const TASKS = 5;
const LEASE_MS = 2000;

/**
 * An engine dies with all the processes it started, or it stops without a word and they go on. Another engine stands
 * by. In the first case the tasks are started again, in the second the work that still lives is adopted.
 */
export async function measureRescue(dir: string, fault: 'killed' | 'stopped'): Promise<Rescue> {
  const target = join(dir, 'rescue');
  rmSync(target, {recursive: true, force: true});
  const {world, close} = openBenchProject(target, {durability: 'safe'});
  const victim = startChild({role: 'engine', target, tasks: TASKS, leaseMs: LEASE_MS});
  await victim.next('ready');
  await until(() => listRunning(world.db).filter((task) => task.pid !== null).length === TASKS);
  const heir = startChild({role: 'engine', target, tasks: 0, leaseMs: LEASE_MS});
  await heir.next('ready');
  await sleep(500 + Math.random() * 500);
  const before = listRunning(world.db);
  const faultAt = strike(world, victim, before, fault);
  const owner = before[0]?.owner;
  await until(() => {
    const running = listRunning(world.db);
    return running.length > 0 && running.every((task) => task.owner !== owner && task.pid !== null);
  });
  const backAt = world.now();
  for (const task of [...before, ...listRunning(world.db)])
    if (task.pid) world.processes.signalGroup(task.pid, 'SIGKILL');
  for (const child of [victim, heir]) child.kill('SIGKILL');
  await Promise.all([victim.end(), heir.end()]);
  close();
  rmSync(target, {recursive: true, force: true});
  const leaseEnd = Math.max(...before.map((task) => task.leaseUntil ?? 0));
  return {afterLease: backAt - leaseEnd, afterFault: backAt - faultAt};
}

function strike(
  world: World,
  victim: {kill(signal: NodeJS.Signals): void},
  tasks: readonly RunningTask[],
  fault: 'killed' | 'stopped',
): number {
  victim.kill(fault === 'killed' ? 'SIGKILL' : 'SIGSTOP');
  const at = world.now();
  if (fault === 'killed') for (const task of tasks) if (task.pid) world.processes.signalGroup(task.pid, 'SIGKILL');
  return at;
}

async function until(isTrue: () => boolean): Promise<void> {
  for (const giveUpAt = Date.now() + 60_000; !isTrue(); await sleep(2)) {
    if (Date.now() > giveUpAt) throw new Error('the tasks did not come back within a minute');
  }
}
