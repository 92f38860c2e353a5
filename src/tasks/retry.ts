import {listWaitingFor} from '../../state/deps.js';
import {settleNotices} from '../../state/notifications.js';
import {moveTask, unmeetOneNeed} from '../../state/queue.js';
import type {Task} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {askToStop} from './cancel.js';
import {findTask} from './find.js';
import {countOpenNeeds} from './needs.js';

/** Starts over with a clean count of failures; the attempts so far stay in the history. */
export function retryTask(world: World, id: number): Task {
  return write(world.db, () => {
    const task = findTask(world, id);
    if (task.state === 'running') askToStop(world, task, 'retry', 'started over');
    else queueAgain(world, task, null);
    return findTask(world, id);
  });
}

/** Back into the queue; whoever counted on its end waits again. */
export function queueAgain(world: World, task: Task, why: string | null): void {
  const {db} = world;
  const met =
    task.state === 'done' ? ['hard', 'soft'] : task.state === 'failed' || task.state === 'cancelled' ? ['soft'] : [];
  const dependents = listWaitingFor(db, [task.id]).filter((dep) => met.includes(dep.kind));
  const depsLeft = countOpenNeeds(world, task.id);
  const state = depsLeft > 0 ? 'waiting' : 'ready';
  moveTask(db, task.id, task.state, {state, depsLeft, readyAt: world.now(), failures: 0, why, endedAt: null});
  settleNotices(db, task.id, world.now());
  const waiting = unmeetOneNeed(
    db,
    dependents.map((dep) => dep.task),
  );
  record(
    world,
    {type: 'task.retried', task: task.id, data: {from: task.state, state}},
    ...waiting.map((id) => ({type: 'task.waiting', task: id, data: {after: task.id}})),
  );
}
