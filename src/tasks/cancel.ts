import {requestStop} from '../../state/attempts.js';
import {OrkestraError} from '../../state/errors.js';
import {settleNotices} from '../../state/notifications.js';
import {moveTask} from '../../state/queue.js';
import type {StopRequest, Task} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {tellOfBlocked, USER} from '../notify/tell.js';
import type {World} from '../world.js';
import {findTask} from './find.js';
import {releaseDependents} from './release.js';

/** A running task is asked to stop, and its engine ends it; any other is cancelled at once. */
export function cancelTask(world: World, id: number, why = 'cancelled'): Task {
  return write(world.db, () => {
    const task = findTask(world, id);
    if (task.state === 'done' || task.state === 'cancelled') {
      throw new OrkestraError('conflict', `Task #${id} is ${task.state} already.`);
    }
    if (task.state === 'running') askToStop(world, task, 'cancel', why);
    else cancelIdle(world, task, why);
    return findTask(world, id);
  });
}

function cancelIdle(world: World, task: Task, why: string): void {
  const {failures, readyAt, depsLeft} = task;
  moveTask(world.db, task.id, task.state, {state: 'cancelled', failures, readyAt, depsLeft, why, endedAt: world.now()});
  record(world, {type: 'task.cancelled', task: task.id, data: {why}});
  settleNotices(world.db, task.id, world.now());
  // Who cancels it himself need not be told.
  if (world.actor !== USER) tellOfBlocked(world, [{id: task.id, why}]);
  // What only waited for the end of a failed task was released by the failure.
  const released = task.state === 'failed' ? [] : releaseDependents(world, [task.id]);
  for (const ready of released) record(world, {type: 'task.ready', task: ready});
}

/** The engine that runs it sees the request and ends the whole process group. */
export function askToStop(world: World, task: Task, request: StopRequest, why: string): void {
  if (requestStop(world.db, task.id, request, why)) {
    record(world, {type: 'task.stop-asked', task: task.id, data: {request, why, attempt: task.attempt}});
  }
}
