import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';
import {textOf} from './values.js';

export const taskCancel: Command = {
  path: 'task cancel',
  args: '<id...>',
  summary: 'stop tasks, or take them out of the queue',
  options: [{flags: '--reason TEXT', help: 'why, for the record'}],
  async run(call) {
    const {cancelTask} = await import('../tasks/cancel.js');
    const {endOrphan} = await import('../tasks/end-orphan.js');
    return changeTasks(call, async (world, id) => {
      const task = cancelTask(world, id, textOf(call.options.reason) ?? 'cancelled');
      return task.state === 'running' ? endOrphan(world, task) : task;
    });
  },
};
