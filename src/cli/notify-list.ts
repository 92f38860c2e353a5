import {OrkestraError} from '../../state/errors.js';
import {listNotices, type Notice} from '../../state/notifications.js';
import {showLocalTime} from '../local-time.js';
import {USER} from '../notify/tell.js';
import {messageOf, titleOf} from '../notify/words.js';
import {plain} from '../plain.js';
import {alignColumns} from './columns.js';
import type {Command} from './command.js';
import {wholeNumber} from './values.js';

const SHOWN = 100;

export const notifyList: Command = {
  path: 'notify list',
  summary: 'what needs you and what was done, the newest last',
  isDefault: true,
  options: [
    {flags: '--unread', help: 'only what nobody has read'},
    {flags: '--limit N', help: `at most so many, the newest (${SHOWN})`},
  ],
  examples: ['orkestra notify --unread'],
  async run(call) {
    const {world} = await call.project();
    const limit = wholeNumber(call.options.limit, '--limit') ?? SHOWN;
    if (limit === 0) throw new OrkestraError('invalid', '--limit is 1 or more.');
    const notices = listNotices(world.db, USER, {limit, isUnread: call.options.unread === true});
    if (call.isJson) return {json: notices.map(noticeJson)};
    if (notices.length === 0) return {text: call.options.unread ? 'Nothing is new.' : 'There are no notices.'};
    return {text: alignColumns(notices.map(rowOf))};
  },
};

/** A notice as scripts read it. */
export const noticeJson = (notice: Notice) => {
  const {id, at, kind, priority, about, task, count, readAt} = notice;
  return {
    id,
    at: new Date(at).toISOString(),
    kind,
    priority,
    about,
    title: titleOf(notice),
    message: messageOf(notice),
    task,
    count,
    readAt: readAt === null ? null : new Date(readAt).toISOString(),
  };
};

const rowOf = (notice: Notice): string[] => [
  String(notice.id),
  showLocalTime(notice.at),
  notice.readAt === null ? 'new' : 'read',
  notice.kind,
  plain([titleOf(notice), messageOf(notice)].filter((part) => part !== '').join(': ')),
];
