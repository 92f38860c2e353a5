import {insertDep, isMet} from '../../../state/deps.js';
import {insertRun} from '../../../state/runs.js';
import {insertSettledTask, readState, readTaskBySource, type TaskState} from '../../../state/tasks.js';
import {type Happening, record} from '../../audit/record.js';
import {projectId} from '../../project-id.js';
import type {World} from '../../world.js';
import {detailsOf, type Need} from '../draft.js';
import {rankOf} from '../priority.js';
import type {ImportedState, ImportedTask, ParsedFile} from './imported.js';
import {short, startReport} from './report.js';

/** The ids of the file, and what they are here. */
type Here = Map<string, number>;

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
  for (const task of fresh) here.set(task.id, insert(world, task, countOpen(task, states, here)));
  recordAll(
    world,
    fresh.map((task) => writeNeeds(world, task, here)),
  );
  const written = {added: fresh.length, skipped: file.tasks.length - fresh.length};
  if (written.added > 0) record(world, {type: 'tasks.imported', data: {from: file.name, ...written}});
  return written;
}

/** A task that was exported from here and comes back is still here under its own id. */
function findHere({db}: World, sourceId: string): number | undefined {
  const imported = readTaskBySource(db, sourceId);
  const own = `${projectId(db)}:`;
  if (imported !== undefined || !sourceId.startsWith(own)) return imported;
  const id = Number(sourceId.slice(own.length));
  return Number.isSafeInteger(id) && readState(db, id) !== undefined ? id : undefined;
}

/** What a task waits for may have come with an earlier import of the same source. */
function findOutsideNeeds(
  world: World,
  {name, origin, tasks}: ParsedFile,
  fresh: readonly ImportedTask[],
  here: Here,
): void {
  const report = startReport(name);
  const inFile = new Set(tasks.map((task) => task.id));
  for (const {label, needs} of fresh) {
    for (const {id} of needs) {
      if (inFile.has(id) || here.has(id)) continue;
      const known = findHere(world, `${origin}:${id}`);
      if (known === undefined) report.problem(`${label} depends on ${short(id)}, which is not in the file`);
      else here.set(id, known);
    }
  }
  report.finish();
}

type States = ReadonlyMap<string, TaskState>;

function statesOf({db}: World, fresh: readonly ImportedTask[], here: Here): States {
  const states = new Map<string, TaskState>();
  for (const [id, known] of here) {
    const state = readState(db, known);
    if (state) states.set(id, state);
  }
  for (const {id, state} of fresh) states.set(id, state === 'queued' || state === 'blocked' ? 'waiting' : state);
  return states;
}

/** Two ids of a file can be one task here; it is waited for once, and then the harder way counts. */
function distinctNeeds({needs}: ImportedTask, here: Here): ImportedTask['needs'] {
  const distinct = new Map<string | number, ImportedTask['needs'][number]>();
  for (const need of needs) {
    const key = here.get(need.id) ?? need.id;
    if (distinct.get(key)?.kind !== 'hard') distinct.set(key, need);
  }
  return [...distinct.values()];
}

const countOpen = (task: ImportedTask, states: States, here: Here): number =>
  distinctNeeds(task, here).filter(({id, kind}) => !isMet({kind, state: states.get(id) ?? 'waiting'})).length;

function insert(world: World, task: ImportedTask, openNeeds: number): number {
  const now = world.now();
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
