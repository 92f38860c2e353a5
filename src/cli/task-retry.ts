import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';

export const taskRetry: Command = {
  path: 'task retry',
  args: '<id...>',
  summary: 'start tasks over with a clean count of failures',
  async run(call) {
    const {retryTask} = await import('../tasks/retry.js');
    return changeTasks(call, (world, id) => retryTask(world, id));
  },
};
