import {listDependents} from '../../state/deps.js';
import {OrkestraError} from '../../state/errors.js';
import {settleNotices} from '../../state/notifications.js';
import {dropTask as dropRow, type Task} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {findTask} from './find.js';

/** Takes a task and its history out of the book. The audit trail keeps what it was. */
export function dropTask(world: World, id: number): Task {
  return write(world.db, () => {
    const task = findTask(world, id);
    if (task.state === 'running') {
      throw new OrkestraError('conflict', `Task #${id} is running.`, {
        hint: `Stop it first: \`orkestra task cancel ${id}\`.`,
      });
    }
    const waiting = listDependents(world.db, id).filter((dep) => dep.state === 'waiting');
    if (waiting.length > 0) {
      const names = waiting.map((dep) => `#${dep.task}`).join(', ');
      throw new OrkestraError(
        'conflict',
        `${names} still ${waiting.length === 1 ? 'waits' : 'wait'} for task #${id}.`,
        {
          hint: 'Edit or cancel what waits for it first.',
        },
      );
    }
    settleNotices(world.db, id, world.now());
    dropRow(world.db, id, task.state);
    record(world, {type: 'task.deleted', task: id, data: {title: task.title, state: task.state}});
    return task;
  });
}
