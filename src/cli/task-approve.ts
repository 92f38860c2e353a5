import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';

export const taskApprove: Command = {
  path: 'task approve',
  args: '<id...>',
  summary: 'accept the result of tasks that wait for review; work in a worktree is merged',
  async run(call) {
    const {approveWork} = await import('../workspaces/approve.js');
    return changeTasks(call, (world, id) => approveWork(world, id));
  },
};
