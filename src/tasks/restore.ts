import {type Dep, dropDep, insertDep, isMet, listDependents, listDeps, listNeeds} from '../../state/deps.js';
import {OrkestraError} from '../../state/errors.js';
import {insertKeptTask, type KeptTask, keepTask} from '../../state/kept-tasks.js';
import {moveTask, updateRank} from '../../state/queue.js';
import {readState, readTask, type Task, updateDetails} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {findCycle, showCycle} from './cycle.js';
import {dropTask} from './drop.js';
import {countOpenNeeds} from './needs.js';
import {factsOf, isQueued, type Memory} from './remember.js';

/**
 * Takes deeds back, the last one first; all of them or none. A task that somebody changed since, or whose work has
 * begun, is as it should be for somebody else, so nothing is overwritten.
 */
export function restoreTasks(world: World, memories: readonly Memory[]): void {
  write(world.db, () => {
    for (const memory of memories.toReversed()) restoreTask(world, memory);
  });
}

function restoreTask(world: World, memory: Memory): void {
  const {id, before, after} = memory;
  const now = keepTask(world.db, id);
  refuseIfChanged(after, now, id);
  refuseIfFollowed(world, memory);
  if (!before) return void dropTask(world, id);
  if (!now) putBack(world, before);
  else putAsItWas(world, before, now);
  const data = {undid: after ? after.task.state : 'deleted', state: readState(world.db, id)};
  record(world, {type: 'task.restored', task: id, data});
  recountDependents(world, id);
}

function refuseIfChanged(after: KeptTask | undefined, now: KeptTask | undefined, id: number): void {
  if (!after && now) throw tooLate(`#${id} is in the book again`);
  if (!after || (now && factsOf(now) === factsOf(after))) return;
  if (!now) throw tooLate(`#${id} is no longer in the book`);
  if (now.task.attempt > after.task.attempt) throw tooLate(`#${id} has begun since`);
  const hasMoved = now.task.state !== after.task.state && !(isQueued(now.task.state) && isQueued(after.task.state));
  throw tooLate(hasMoved ? `#${id} is ${now.task.state} by now` : `#${id} was changed since`);
}

/** Work that began because of the deed has happened. */
function refuseIfFollowed({db}: World, {id, released}: Memory): void {
  const begun = released.find((dependent) => (readTask(db, dependent.id)?.attempt ?? 0) > dependent.attempt);
  if (begun) throw tooLate(`#${begun.id}, which waited for #${id}, has begun since`);
}

const tooLate = (what: string): OrkestraError =>
  new OrkestraError('conflict', `That can no longer be taken back: ${what}.`);

function putBack(world: World, kept: KeptTask): void {
  const {id} = kept.task;
  refuseBadNeeds(world, kept);
  insertKeptTask(world.db, {...kept, task: {...kept.task, why: whyOf(kept.task)}});
  if (isQueued(kept.task.state)) requeue(world, id, kept.task);
}

/** What hindered it then is looked at anew. */
const whyOf = ({hindrance, why}: Task): string | null => (hindrance === null ? why : null);

function putAsItWas(world: World, before: KeptTask, now: KeptTask): void {
  const {db} = world;
  const {task} = before;
  updateDetails(db, task.id, {...task, result: now.task.result});
  updateRank(db, task.id, task.rank, task.priority);
  if (JSON.stringify(before.needs) !== JSON.stringify(now.needs)) replaceNeeds(world, before, now.needs);
  if (task.state === 'running' || now.task.state === 'running') return;
  if (isQueued(task.state)) return requeue(world, task.id, task);
  if (task.state === now.task.state) return;
  const {state, readyAt, depsLeft, failures, endedAt, why} = task;
  moveTask(db, task.id, now.task.state, {state, readyAt, depsLeft, failures, endedAt, why});
}

function replaceNeeds(world: World, before: KeptTask, now: readonly Dep[]): void {
  refuseBadNeeds(world, before);
  for (const dep of now) dropDep(world.db, dep.needs, dep.task);
  for (const dep of before.needs) insertDep(world.db, dep);
}

/** What it waited for may be gone by now, or wait for it. */
function refuseBadNeeds({db}: World, {task, needs, dependents}: KeptTask): void {
  const gone = needs.find((dep) => readState(db, dep.needs) === undefined);
  if (gone) throw tooLate(`#${gone.needs}, which #${task.id} waited for, is gone`);
  if (needs.length === 0) return;
  const others = listDeps(db).filter((dep) => dep.task !== task.id);
  const cycle = findCycle(
    [...others, ...dependents],
    task.id,
    needs.map((dep) => dep.needs),
  );
  if (cycle) throw tooLate(`#${task.id} would wait for itself: ${showCycle(cycle)}`);
}

/** Where it stood in the queue; what it waits for may have come true meanwhile, and its moment too. */
function requeue(world: World, id: number, before: Task): void {
  const {db} = world;
  const from = readState(db, id);
  if (from === undefined || from === 'running') return;
  const depsLeft = countOpenNeeds(world, id);
  const isPutOff = before.state === 'waiting' && before.readyAt > Math.max(world.now(), before.createdAt);
  const state = depsLeft > 0 || isPutOff ? 'waiting' : 'ready';
  const {readyAt, failures} = before;
  moveTask(db, id, from, {state, readyAt, depsLeft, failures, why: whyOf(before), endedAt: null});
}

/** Who waits for it may have to wait again, or no longer. */
function recountDependents(world: World, id: number): void {
  const {db} = world;
  for (const dep of listDependents(db, id)) {
    if (!isQueued(dep.state)) continue;
    const task = readTask(db, dep.task);
    const depsLeft = listNeeds(db, dep.task).filter((need) => !isMet(need)).length;
    if (!task || task.depsLeft === depsLeft) continue;
    requeue(world, task.id, task);
    const state = readState(db, task.id);
    if (state !== task.state)
      record(world, {type: `task.${state}`, task: task.id, data: state === 'waiting' ? {after: id} : {}});
  }
}
