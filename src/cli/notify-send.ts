import {OrkestraError} from '../../state/errors.js';
import type {NoticePriority} from '../../state/notifications.js';
import type {Command} from './command.js';
import {textOf} from './values.js';

const priorities: readonly NoticePriority[] = ['low', 'normal', 'high', 'urgent'];

export const notifySend: Command = {
  path: 'notify send',
  args: '<to> <text>',
  summary: 'send a message to an agent, which reads it with its next task, or to yourself (`me`)',
  options: [{flags: '--priority LEVEL', help: 'how pressing it is (normal)', choices: priorities}],
  examples: ['orkestra notify send claude "The API moved to src/api." --priority high'],
  async run(call) {
    const [to = '', text = ''] = call.args;
    const {world} = await call.project();
    const {sendNotice} = await import('../notify/send.js');
    const {noticeJson} = await import('../notify/describe.js');
    const priority = priorities.find((one) => one === (textOf(call.options.priority) ?? 'normal'));
    if (!priority) throw new OrkestraError('invalid', `A priority is one of ${priorities.join(', ')}.`);
    const notice = sendNotice(world, {to, text, priority});
    const when = notice.recipient === to ? ` It reads it with its next task.` : '';
    return {json: noticeJson(notice), text: `Message ${notice.id} is in the inbox of ${to}.${when}`};
  },
};
