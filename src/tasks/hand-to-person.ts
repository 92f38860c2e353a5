import {moveTask} from '../../state/queue.js';
import {readTask} from '../../state/tasks.js';
import {record} from '../audit/record.js';
import {tellOf} from '../notify/tell.js';
import type {World} from '../world.js';

/** Who a task names that a person is to do. */
export const PERSON = 'me';

/** The turn of a task has come that is for a person: it waits until he says that it is done. */
export function handToPerson(world: World, id: number): void {
  const task = readTask(world.db, id);
  if (!task) return;
  const {failures, readyAt, depsLeft} = task;
  const why = 'it is for you to do; approve it when it is done';
  moveTask(world.db, id, 'ready', {state: 'review', failures, readyAt, depsLeft, why, endedAt: null});
  record(world, {type: 'task.review', task: id, data: {why}});
  tellOf(world, 'yours', [{id, why}]);
}
