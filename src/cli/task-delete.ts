import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';

export const taskDelete: Command = {
  path: 'task delete',
  args: '<id...>',
  summary: 'take tasks and their history out of the book; the audit trail keeps what they were',
  async run(call) {
    const {dropTask} = await import('../tasks/drop.js');
    const {giveUpWorktree} = await import('../workspaces/give-up.js');
    return changeTasks(
      call,
      async (world, id) => {
        const task = dropTask(world, id);
        const removed = await giveUpWorktree(world, id, 'its task was deleted');
        if (removed?.keepsBranch) call.say(`What #${id} changed is kept on the branch ${removed.branch}.`);
        return task;
      },
      'deleted',
    );
  },
};
