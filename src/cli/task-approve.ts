import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';

export const taskApprove: Command = {
  path: 'task approve',
  args: '<id...>',
  summary: 'accept the result of tasks that wait for review',
  async run(call) {
    const {approveTask} = await import('../tasks/review.js');
    return changeTasks(call, (world, id) => approveTask(world, id));
  },
};
