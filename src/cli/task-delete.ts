import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';

export const taskDelete: Command = {
  path: 'task delete',
  args: '<id...>',
  summary: 'take tasks and their history out of the book; the audit trail keeps what they were',
  async run(call) {
    const {dropTask} = await import('../tasks/drop.js');
    return changeTasks(call, (world, id) => dropTask(world, id), 'deleted');
  },
};
