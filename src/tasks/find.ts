import {OrkestraError} from '../../state/errors.js';
import {readTask, type Task} from '../../state/tasks.js';
import type {World} from '../world.js';

export function findTask({db}: World, id: number): Task {
  const task = readTask(db, id);
  if (task) return task;
  throw new OrkestraError('not-found', `There is no task #${id}.`, {
    hint: '`orkestra task list` shows those there are.',
  });
}
