import {OrkestraError} from '../../state/errors.js';
import {readNeighbourRank, updateRank} from '../../state/queue.js';
import type {Task} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {findTask} from './find.js';
import {parsePriority, priorityNames} from './priority.js';

export type Place = {first: true} | {last: true} | {before: number} | {after: number};

/** Puts a queued task at a place of its own choosing; its priority stays what it is. */
export function reorderTask(world: World, id: number, place: Place): Task {
  return write(world.db, () => {
    const task = findQueued(world, id);
    updateRank(world.db, id, rankAt(world, id, place), task.priority);
    record(world, {type: 'task.reordered', task: id, data: {place}});
    return findTask(world, id);
  });
}

export function prioritizeTask(world: World, id: number, priority: string | number): Task {
  const number = parsePriority(priority);
  if (number === undefined) {
    throw new OrkestraError(
      'invalid',
      `${JSON.stringify(priority)} is no priority: it is ${Object.keys(priorityNames).join(', ')} or 1 to 9.`,
    );
  }
  return write(world.db, () => {
    const task = findTask(world, id);
    updateRank(world.db, id, task.rank + (number - task.priority) * world.config.queue.ageingMs, number);
    record(world, {type: 'task.prioritized', task: id, data: {from: task.priority, to: number}});
    return findTask(world, id);
  });
}

function findQueued(world: World, id: number): Task {
  const task = findTask(world, id);
  if (task.state === 'ready' || task.state === 'waiting') return task;
  throw new OrkestraError('conflict', `Task #${id} is ${task.state}: only queued tasks have a place in the queue.`);
}

function rankAt(world: World, id: number, place: Place): number {
  const {db} = world;
  if ('first' in place) return (readNeighbourRank(db, 'first', id) ?? world.now()) - 1;
  if ('last' in place) return (readNeighbourRank(db, 'last', id) ?? world.now()) + 1;
  const other = findQueued(world, 'before' in place ? place.before : place.after);
  if (other.id === id) throw new OrkestraError('invalid', `Task #${id} cannot be placed beside itself.`);
  if ('before' in place) return between(readNeighbourRank(db, 'below', id, other.rank), other.rank, -1);
  return between(other.rank, readNeighbourRank(db, 'above', id, other.rank), 1);
}

/** The middle of two ranks, or one step beyond the end of the queue. */
function between(low: number | undefined, high: number | undefined, step: number): number {
  if (low === undefined) return (high ?? 0) + step;
  if (high === undefined) return low + step;
  return (low + high) / 2;
}
