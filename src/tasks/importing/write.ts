import {insertDep} from '../../../state/deps.js';
import {insertRun} from '../../../state/runs.js';
import type {TaskState} from '../../../state/task-states.js';
import {insertSettledTask, readState} from '../../../state/tasks.js';
import {type Happening, record} from '../../audit/record.js';
import type {World} from '../../world.js';
import {detailsOf, type Need} from '../draft.js';
import {rankOf} from '../priority.js';
import type {ImportedState, ImportedTask, ParsedFile} from './imported.js';
import {countOpen, distinctNeeds, findHere, findOutsideNeeds, type Here, statesOf} from './needs.js';

export interface Written {
  added: number;
  /** Were imported before. */
  skipped: number;
}

/** Writes into the caller's transaction, so that several files stand or fall together. */
export function writeFile(world: World, file: ParsedFile): Written {
  const here: Here = new Map();
  for (const {id, sourceId} of file.tasks) {
    const known = findHere(world, sourceId);
    if (known !== undefined) here.set(id, known);
  }
  const fresh = file.tasks.filter((task) => !here.has(task.id));
  findOutsideNeeds(world, file, fresh, here);
  const states = statesOf(world, fresh, here);
  // One moment for all of them, or their order would follow from how long the writing took.
  const now = world.now();
  for (const task of fresh) here.set(task.id, insert(world, task, {now, openNeeds: countOpen(task, states, here)}));
  recordAll(
    world,
    fresh.map((task) => writeNeeds(world, task, here)),
  );
  const written = {added: fresh.length, skipped: file.tasks.length - fresh.length};
  if (written.added > 0) record(world, {type: 'tasks.imported', data: {from: file.name, ...written}});
  return written;
}

function insert(world: World, task: ImportedTask, {now, openNeeds}: {now: number; openNeeds: number}): number {
  const {ageingMs, retries, retryDelayMaxMs} = world.config.queue;
  const {draft, rankBefore} = task;
  const readyAt = Math.min(task.readyAt ?? now, now + retryDelayMaxMs);
  const state = settle(task.state, openNeeds > 0, readyAt > now);
  const hasEnded = state === 'done' || state === 'failed' || state === 'cancelled';
  const isQueued = state === 'waiting' || state === 'ready';
  const id = insertSettledTask(world.db, {
    ...detailsOf(draft),
    sourceId: task.sourceId,
    result: task.result,
    state,
    title: draft.title,
    priority: draft.priority,
    rank: rankBefore === undefined ? rankOf(now, draft.priority, ageingMs) : now - rankBefore,
    readyAt: isQueued ? readyAt : now,
    depsLeft: isQueued ? openNeeds : 0,
    attempt: task.attempt,
    failures: task.failures,
    retries: draft.retries ?? retries,
    files: draft.files,
    agent: task.agent,
    why: state === 'waiting' && task.state === 'blocked' ? null : task.why,
    createdAt: task.createdAt ?? now,
    startedAt: task.startedAt,
    endedAt: hasEnded ? (task.endedAt ?? task.createdAt ?? now) : null,
  });
  for (const run of task.runs) insertRun(world.db, {...run, task: id});
  return id;
}

function settle(state: ImportedState, isWaiting: boolean, isLater: boolean): Exclude<TaskState, 'running'> {
  if (state === 'blocked') return isWaiting ? 'waiting' : 'held';
  if (state !== 'queued') return state;
  return isWaiting || isLater ? 'waiting' : 'ready';
}

function writeNeeds(world: World, task: ImportedTask, here: Here): Happening {
  const id = here.get(task.id) as number;
  const needs = distinctNeeds(task, here).map((need): Need => ({needs: here.get(need.id) as number, kind: need.kind}));
  for (const {needs: other, kind} of needs) insertDep(world.db, {task: id, needs: other, kind});
  const {title, priority} = task.draft;
  return {
    type: 'task.added',
    task: id,
    data: {title, priority, needs, state: readState(world.db, id), source: task.sourceId},
  };
}

/** As arguments of a function: a hundred thousand of them are too many for the stack. */
const AT_ONCE = 1000;

function recordAll(world: World, happenings: readonly Happening[]): void {
  for (let from = 0; from < happenings.length; from += AT_ONCE)
    record(world, ...happenings.slice(from, from + AT_ONCE));
}
