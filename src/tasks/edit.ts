import {dropDep, insertDep, listDeps, listNeeds} from '../../state/deps.js';
import {OrkestraError} from '../../state/errors.js';
import {moveTask, updateRank} from '../../state/queue.js';
import {type Task, updateDetails} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {isNeedMet} from './add.js';
import {findCycle, showCycle} from './cycle.js';
import {checkDraft, detailsOf, type Need, needsOf, type TaskDraft} from './draft.js';
import {findTask} from './find.js';
import {countOpenNeeds} from './needs.js';
import {linksOf, wishesOf} from './wishes.js';

/** Changes the fields that are given. A running attempt goes on with what it started with. */
export function editTask(world: World, id: number, changes: Partial<TaskDraft>): Task {
  return write(world.db, () => {
    const task = findTask(world, id);
    const before = draftOf(world, task);
    const draft = checkDraft({...before, ...changes});
    updateDetails(world.db, id, {
      ...detailsOf(draft),
      title: draft.title,
      files: draft.files,
      retries: draft.retries ?? world.config.queue.retries,
      result: task.result,
    });
    if (draft.priority !== task.priority) {
      const step = world.config.queue.ageingMs;
      updateRank(world.db, id, task.rank + (draft.priority - task.priority) * step, draft.priority);
    }
    if (changes.after !== undefined || changes.afterEnded !== undefined) replaceNeeds(world, task, needsOf(draft));
    else reconsider(world, findTask(world, id));
    record(world, {type: 'task.edited', task: id, data: {changes: changes as Record<string, unknown>}});
    const edited = findTask(world, id);
    if (edited.state !== task.state) record(world, {type: `task.${edited.state}`, task: id});
    return edited;
  });
}

/** The draft that would make this task again. */
export const draftOf = ({db}: World, task: Task): TaskDraft => ({
  ...wishesOf(task),
  ...linksOf(listNeeds(db, task.id)),
  title: task.title,
  priority: task.priority,
  agent: task.wantedAgent,
  sourceId: task.sourceId,
});

function replaceNeeds(world: World, task: Task, needs: readonly Need[]): void {
  if (task.state !== 'waiting' && task.state !== 'ready') {
    throw new OrkestraError('conflict', `Task #${task.id} is ${task.state}: what it waits for can no longer change.`);
  }
  for (const need of needs) isNeedMet(world, need);
  const others = listDeps(world.db).filter((dep) => dep.task !== task.id);
  const cycle = findCycle(
    others,
    task.id,
    needs.map((need) => need.needs),
  );
  if (cycle) {
    throw new OrkestraError('invalid', `Task #${task.id} would wait for itself: ${showCycle(cycle)}.`, {
      hint: 'Remove one of these dependencies.',
    });
  }
  for (const dep of listNeeds(world.db, task.id)) dropDep(world.db, dep.needs, task.id);
  for (const {needs: other, kind} of needs) insertDep(world.db, {task: task.id, needs: other, kind});
  reconsider(world, task);
}

/** A task in the queue goes to where its needs now put it, and what hindered it is looked at again. */
function reconsider(world: World, task: Task): void {
  if (task.state !== 'waiting' && task.state !== 'ready') return;
  const depsLeft = countOpenNeeds(world, task.id);
  // Only a pause after a failure has a moment; the clock may have been set back since the task was added.
  const isPutOff = task.state === 'waiting' && task.readyAt > Math.max(world.now(), task.createdAt);
  const state = depsLeft > 0 || isPutOff ? 'waiting' : 'ready';
  const {readyAt, failures, endedAt} = task;
  moveTask(world.db, task.id, task.state, {
    state,
    depsLeft,
    readyAt,
    failures,
    endedAt,
    why: state === 'waiting' ? task.why : null,
  });
}
