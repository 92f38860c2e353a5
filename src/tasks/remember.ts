import {isMet} from '../../state/deps.js';
import {type KeptTask, keepTask} from '../../state/kept-tasks.js';
import type {TaskState} from '../../state/task-states.js';
import {readTask, type Task} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import type {World} from '../world.js';

/** What a task was before a deed and what the deed made of it: enough to take it back, or to see that it is too late. */
export interface Memory {
  id: number;
  /** Undefined when the deed added it. */
  before: KeptTask | undefined;
  /** Undefined when the deed removed it. */
  after: KeptTask | undefined;
  /** Who no longer had to wait after the deed, and how often each had been tried by then. */
  released: readonly {id: number; attempt: number}[];
}

/** Does it and remembers it in one transaction, so that nobody comes between the deed and what is remembered of it. */
export function remember(world: World, deed: () => number): Memory;
export function remember(world: World, deed: () => unknown, id: number): Memory;
export function remember(world: World, deed: () => unknown, known?: number): Memory {
  const {db} = world;
  return write(db, () => {
    const before = known === undefined ? undefined : keepTask(db, known);
    const answer = deed();
    const id = known ?? Number(answer);
    const after = keepTask(db, id);
    return {id, before, after, released: before && after ? listReleased(world, before, after) : []};
  });
}

function listReleased({db}: World, before: KeptTask, after: KeptTask): Memory['released'] {
  return after.dependents
    .filter(({kind}) => !isMet({kind, state: before.task.state}) && isMet({kind, state: after.task.state}))
    .flatMap(({task}) => {
      const attempt = readTask(db, task)?.attempt;
      return attempt === undefined ? [] : [{id: task, attempt}];
    });
}

/** A queued task goes to and fro between these two by itself. */
export const isQueued = (state: TaskState): boolean => state === 'ready' || state === 'waiting';

/** All of a task that only a deed changes. What the queue changes by itself meanwhile (a lock it waits for) is left out. */
export function factsOf({task, needs}: KeptTask): string {
  const {title, files, retries, priority, rank, attempt, failures, state, stopRequest} = task;
  const {instructions, run, check, wantedAgent, skills, inputs, outputs, timeoutMs, budget} = task;
  const {workspace, review, node, category} = task;
  const place = [isQueued(state) ? 'queued' : state, stopRequest, attempt, failures, priority, rank];
  const words = [title, files, retries, instructions, run, check, wantedAgent, skills, inputs, outputs, timeoutMs];
  return JSON.stringify([place, words, budget, workspace, review, node, category, needs]);
}

/** True for a deed that only asked the engine to end an attempt: what it did to the work cannot be taken back. */
export const isStop = ({before, after}: Memory): boolean => stopOf(after) !== null && stopOf(after) !== stopOf(before);

const stopOf = (kept: KeptTask | undefined): Task['stopRequest'] => kept?.task.stopRequest ?? null;
