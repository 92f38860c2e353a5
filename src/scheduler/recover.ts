import {setImmediate} from 'node:timers/promises';
import {adoptTask, listRunning, type RunningTask} from '../../state/attempts.js';
import {outputFile} from '../../state/output.js';
import {readTask} from '../../state/tasks.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import {adoptLocks} from '../locks/beat.js';
import {isOwnerAlive} from '../processes.js';
import {finishWork, hasMoreToDo} from '../tasks/after-work.js';
import {lockHolder} from '../tasks/claim.js';
import type {Ending} from '../tasks/endings.js';
import {followOrphan, type RunningAttempt, readOutcome} from '../tasks/run.js';
import {takeTurnSoon} from '../tasks/turn.js';
import type {World} from '../world.js';

export interface Recovered {
  /** Processes that outlived their engine: this engine goes on with them. */
  adopted: RunningAttempt[];
  /** Attempts that ended while nobody looked, or died with their engine. */
  ended: Ending[];
}

/**
 * Looks after running tasks whose engine is gone. A process that still works is adopted, one that ended has its
 * outcome written, and only an attempt of which nothing is left goes back into the queue.
 */
export async function recoverTasks(
  world: World,
  isStray: (task: RunningTask) => boolean = () => false,
): Promise<Recovered> {
  const orphans = listRunning(world.db).filter((task) => isOrphan(world, task) || isStray(task));
  if (orphans.length === 0) return {adopted: [], ended: []};
  const adopted: RunningAttempt[] = [];
  const ended: Ending[] = [];
  await writeSoon(world.db, () => {
    for (const task of orphans) {
      const attempt = adopt(world, task);
      if (attempt) {
        adopted.push(attempt);
        continue;
      }
      const ending = endOf(world, task);
      const late = adoptEnded(world, task, ending);
      if (late) adopted.push(late);
      else ended.push(ending);
    }
  });
  const {lost} = await takeTurnSoon(world, {ended, free: 0});
  return {adopted, ended: ended.filter((ending) => !lost.includes(ending))};
}

/** A dead owner at once; a silent one when its lease is over. Our own are not, except those that `isStray` knows. */
function isOrphan(world: World, task: RunningTask): boolean {
  if (task.owner === world.owner) return false;
  return isOwnerAlive(world.processes, task.owner) === false || (task.leaseUntil ?? 0) <= world.now();
}

function adopt(world: World, task: RunningTask): RunningAttempt | undefined {
  const {pid, pidStartedAt} = task;
  if (pid === null || pidStartedAt === null || !world.processes.isAlive({pid, startedAt: pidStartedAt}))
    return undefined;
  const leaseUntil = world.now() + world.config.queue.leaseMs;
  if (!adoptTask(world.db, task, world.owner, leaseUntil)) return undefined;
  const {files, timeoutMs} = readTask(world.db, task.id) ?? {files: [], timeoutMs: null};
  const hasLocks = files.length > 0;
  if (hasLocks) adoptLocks(world, lockHolder(task), world.config.queue.leaseMs);
  record(world, {type: 'task.adopted', task: task.id, data: {attempt: task.attempt, from: task.owner, pid}});
  return followOrphan(world, {...task, owner: world.owner, pid, pidStartedAt, timeoutMs, hasLocks});
}

/** What ended in a worktree is still to be delivered, which may take longer than a lease: so it is ours meanwhile. */
function adoptEnded(world: World, task: RunningTask, ending: Ending): RunningAttempt | undefined {
  if (!hasMoreToDo(world, ending)) return undefined;
  const {leaseMs} = world.config.queue;
  const {id, attempt} = task;
  const {owner} = world;
  if (!adoptTask(world.db, task, owner, world.now() + leaseMs)) return undefined;
  adoptLocks(world, lockHolder(task), leaseMs);
  record(world, {type: 'task.adopted', task: id, data: {attempt, from: task.owner, pid: task.pid}});
  return {
    claim: {id, attempt, owner},
    hasLocks: true,
    pid: task.pid ?? 0,
    output: outputFile(world.paths.runs, id, attempt),
    deadlineUptime: undefined,
    begin() {},
    stop() {},
    forget() {},
    // After the transaction that this is called in.
    ending: setImmediate().then(() => finishWork(world, {...ending, owner})),
  };
}

function endOf(world: World, task: RunningTask): Ending {
  const {id, attempt, owner, agent, startedAt} = task;
  endRemnants(world, task);
  return {id, attempt, owner, agent: agent ?? 'shell', startedAt, hasLocks: true, ...outcomeOf(world, task)};
}

/** A task whose process was never written down has not begun: its engine's death is not held against it. */
function outcomeOf(world: World, task: RunningTask): Pick<Ending, 'outcome' | 'exitCode' | 'why'> {
  if (task.stopRequest === 'cancel') return {outcome: 'cancelled', exitCode: null, why: task.why};
  if (task.pid === null) return {outcome: 'handed-back', exitCode: null, why: 'its engine died before it began'};
  return readOutcome(world, task, {exitCode: null, signal: null});
}

/**
 * What the dead process started may live on in its group and would work beside the next attempt. The group keeps its
 * number as long as anybody is in it, so while no process has that number it is still the group of this attempt.
 */
function endRemnants({processes}: World, {pid, pidStartedAt}: RunningTask): void {
  if (pid === null || !pidStartedAt?.startsWith(`${processes.boot}-`)) return;
  if (processes.identify(pid) === undefined) processes.signalGroup(pid, 'SIGKILL');
}
