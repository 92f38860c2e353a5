import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';

export const notifyRead: Command = {
  path: 'notify read',
  args: '[notice...]',
  summary: 'mark notices as read, all of them or those named',
  options: [{flags: '--for WHO', help: 'in the inbox of this agent; `me`, which is you, when not given'}],
  examples: ['orkestra notify read', 'orkestra notify read 12 13'],
  async run(call) {
    const words = [...call.args, ...call.rest].filter((word) => word !== undefined);
    const ids = words.map(noticeId);
    const {world} = await call.project();
    const {readNotices} = await import('../notify/read.js');
    const {noticeJson} = await import('../notify/describe.js');
    const {inboxOf} = await import('./notify-list.js');
    const recipient = await inboxOf(call, world);
    const read = readNotices(world, {recipient, ...(ids.length > 0 && {ids})});
    const said = `${read.length} ${read.length === 1 ? 'notice is' : 'notices are'} marked as read.`;
    return {json: read.map(noticeJson), text: read.length === 0 ? 'Nothing is new.' : said};
  },
};

function noticeId(word: string): number {
  if (/^\d{1,15}$/.test(word)) return Number(word);
  throw new OrkestraError('invalid', `${JSON.stringify(word)} is no notice.`, {
    hint: 'A notice has a number; `orkestra notify list` shows them.',
  });
}
