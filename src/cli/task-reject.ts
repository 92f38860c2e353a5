import {OrkestraError} from '../../state/errors.js';
import {changeTasks} from './change-tasks.js';
import type {Command} from './command.js';
import {textOf} from './values.js';

export const taskReject: Command = {
  path: 'task reject',
  args: '<id...>',
  summary: 'send tasks in review back to the queue, with the reason',
  options: [{flags: '-m, --reason TEXT', help: 'what must change; the next attempt is told'}],
  async run(call) {
    const reason = textOf(call.options.reason)?.trim();
    if (!reason)
      throw new OrkestraError('invalid', 'A rejection needs a --reason.', {
        hint: 'The next attempt is told what must change.',
      });
    const {rejectTask} = await import('../tasks/review.js');
    return changeTasks(call, (world, id) => rejectTask(world, id, reason));
  },
};
