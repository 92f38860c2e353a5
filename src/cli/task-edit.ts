import {OrkestraError} from '../../state/errors.js';
import type {TaskDraft} from '../tasks/draft.js';
import type {Command} from './command.js';
import {readTaskOptions, taskOptions} from './task-options.js';
import {taskId, textOf} from './values.js';

export const taskEdit: Command = {
  path: 'task edit',
  args: '<id>',
  summary: 'change fields of a task; an empty text clears a field',
  options: [{flags: '--title TEXT', help: 'another title'}, ...taskOptions],
  examples: ["orkestra task edit 12 --priority high --after ''"],
  async run(call) {
    const id = taskId(call.args[0]);
    const changes: Partial<TaskDraft> = await readTaskOptions(call.options);
    const title = textOf(call.options.title);
    if (title !== undefined) changes.title = title;
    if (Object.keys(changes).length === 0) {
      throw new OrkestraError('invalid', 'Nothing to change was given.', {
        hint: '`orkestra task edit --help` lists the fields.',
      });
    }
    const {world} = await call.project();
    const {editTask} = await import('../tasks/edit.js');
    const {queueFacts, taskJson} = await import('../tasks/describe.js');
    const {taskLine} = await import('./show-task.js');
    const task = editTask(world, id, changes);
    return {json: taskJson(world, task), text: taskLine(world, task, queueFacts(world))};
  },
};
