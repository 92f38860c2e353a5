import {OrkestraError} from '../../state/errors.js';
import {settleNotices} from '../../state/notifications.js';
import {moveTask} from '../../state/queue.js';
import type {Task} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {findTask} from './find.js';
import {releaseDependents} from './release.js';
import {queueAgain} from './retry.js';

export function approveTask(world: World, id: number): Task {
  return write(world.db, () => {
    const {failures, readyAt, depsLeft} = findInReview(world, id);
    moveTask(world.db, id, 'review', {state: 'done', failures, readyAt, depsLeft, why: null, endedAt: world.now()});
    settleNotices(world.db, id, world.now());
    record(world, {type: 'task.approved', task: id});
    for (const ready of releaseDependents(world, [id])) record(world, {type: 'task.ready', task: ready});
    return findTask(world, id);
  });
}

/** Back to the queue with the reviewer's words, which the next attempt is shown. */
export function rejectTask(world: World, id: number, reason: string): Task {
  return write(world.db, () => {
    queueAgain(world, findInReview(world, id), `rejected: ${reason}`);
    record(world, {type: 'task.rejected', task: id, data: {reason}});
    return findTask(world, id);
  });
}

export function findInReview(world: World, id: number): Task {
  const task = findTask(world, id);
  if (task.state === 'review') return task;
  throw new OrkestraError('conflict', `Task #${id} is ${task.state}, not in review.`);
}
