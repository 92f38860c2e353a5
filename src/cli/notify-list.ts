import {OrkestraError} from '../../state/errors.js';
import {listNotices, type Notice} from '../../state/notifications.js';
import {showLocalTime} from '../local-time.js';
import {noticeJson} from '../notify/describe.js';
import {messageOf, titleOf} from '../notify/words.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import {alignColumns} from './columns.js';
import type {Call, Command} from './command.js';
import {textOf, wholeNumber} from './values.js';

const SHOWN = 100;

export const notifyList: Command = {
  path: 'notify list',
  summary: 'what needs you and what was done, the newest last',
  isDefault: true,
  options: [
    {flags: '--unread', help: 'only what nobody has read'},
    {flags: '--for WHO', help: 'the inbox of this agent; `me`, which is you, when not given'},
    {flags: '--limit N', help: `at most so many, the newest (${SHOWN})`},
  ],
  examples: ['orkestra notify --unread', 'orkestra notify list --for claude'],
  async run(call) {
    const {world} = await call.project();
    const limit = wholeNumber(call.options.limit, '--limit') ?? SHOWN;
    if (limit === 0) throw new OrkestraError('invalid', '--limit is 1 or more.');
    const notices = listNotices(world.db, await inboxOf(call, world), {limit, isUnread: call.options.unread === true});
    if (call.isJson) return {json: notices.map(noticeJson)};
    if (notices.length === 0) return {text: call.options.unread ? 'Nothing is new.' : 'There are no notices.'};
    return {text: alignColumns(notices.map(rowOf))};
  },
};

/** Whose inbox a command is about. */
export async function inboxOf({options}: Call, world: World): Promise<string> {
  const {recipientOf} = await import('../notify/send.js');
  return recipientOf(world, textOf(options.for) ?? 'me');
}

const rowOf = (notice: Notice): string[] => [
  String(notice.id),
  showLocalTime(notice.at),
  notice.readAt === null ? 'new' : 'read',
  notice.kind,
  notice.priority,
  plain([titleOf(notice), messageOf(notice)].filter((part) => part !== '').join(': ')),
];
