import {type DepWithState, isMet, listNeeds} from '../../state/deps.js';
import {listOpenGuards} from '../../state/guards.js';
import {readEngineLock} from '../../state/locks.js';
import {readMeta} from '../../state/meta.js';
import {type Asked, askedFile, readAsked} from '../../state/output.js';
import type {RunState} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import {readTask, type Task} from '../../state/tasks.js';
import {readWorkspace} from '../../state/workspaces.js';
import {type AttemptUsage, listAttempts} from '../agents/attempts.js';
import {isOwnerAlive} from '../processes.js';
import type {World} from '../world.js';
import {guardedOf, type QueueFacts, whyNotRunning} from './why.js';
import {linksOf, wishesOf} from './wishes.js';

export function queueFacts(world: World): QueueFacts {
  const engine = readEngineLock(world.db);
  return {
    now: world.now(),
    hasEngine: engine !== undefined && isOwnerAlive(world.processes, engine.holder) !== false,
    pause: readMeta(world.db, 'pause'),
    running: countTasks(world.db).running,
    maxConcurrentTasks: world.config.maxConcurrentTasks,
    guarded: guardedOf(listOpenGuards(world.db)),
  };
}

/** Why it does not run, with all that is asked for told. */
export const whyIdle = (task: Task, needs: readonly DepWithState[], facts: QueueFacts): string | undefined =>
  whyNotRunning({...task, openNeeds: needs.filter((dep) => !isMet(dep))}, facts);

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** A task as scripts and programs read it: the shape of everything that makes or shows one. */
export type TaskJson = ReturnType<typeof taskJson>;

export function taskJson(world: World, task: Task, facts = queueFacts(world)) {
  const needs = listNeeds(world.db, task.id);
  return {
    id: task.id,
    state: task.state,
    title: task.title,
    priority: task.priority,
    why: whyIdle(task, needs, facts) ?? null,
    agent: task.agent,
    wantedAgent: task.wantedAgent,
    ...wishesOf(task),
    ...linksOf(needs),
    attempt: task.attempt,
    failures: task.failures,
    createdAt: iso(task.createdAt),
    readyAt: iso(task.readyAt),
    startedAt: isoOrNull(task.startedAt),
    endedAt: isoOrNull(task.endedAt),
  };
}

/** An attempt that ended, or the one that runs: then its end is null. */
export interface RunJson {
  attempt: number;
  state: RunState | 'running';
  agent: string;
  startedAt: string;
  endedAt: string | null;
  exitCode: number | null;
  why: string | null;
  /** Null when nothing was kept of it. */
  asked: Asked | null;
  /** Why this agent was chosen, where it was a choice. */
  whyAgent: string | null;
  /** What the vendor said of it; null for a command. */
  usage: AttemptUsage | null;
}

/** All there is to know of one task. */
export type WholeTaskJson = TaskJson & {
  /** Where its work is, when it has a worktree. */
  branch: string | null;
  runs: RunJson[];
};

export const wholeTaskJson = (world: World, task: Task): WholeTaskJson => ({
  ...taskJson(world, task),
  branch: readWorkspace(world.db, task.id)?.branch ?? null,
  runs: runsJson(world, task.id),
});

export function runsJson(world: World, task: number): RunJson[] {
  const {db, paths} = world;
  const row = readTask(db, task);
  const attempts = row ? listAttempts(world, row) : [];
  return attempts.map(({task: _, startedAt, endedAt, ...attempt}) => ({
    ...attempt,
    startedAt: iso(startedAt),
    endedAt: isoOrNull(endedAt),
    asked: readAsked(askedFile(paths.runs, task, attempt.attempt)) ?? null,
  }));
}
