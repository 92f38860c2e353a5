import {readAgentRow} from '../../state/agents.js';
import {OrkestraError} from '../../state/errors.js';
import {countMessages, insertNotice, type Notice, type NoticePriority, readNotice} from '../../state/notifications.js';
import {write} from '../../state/write.js';
import {noAgent} from '../agents/pause.js';
import {builtInNames} from '../agents/registry.js';
import {record} from '../audit/record.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import {USER} from './tell.js';

export interface Message {
  /** An agent, or `me` for the person. */
  to: string;
  text: string;
  priority: NoticePriority;
}

const LONGEST = 4000;
/** Nothing that was sent is thrown away unread; so at some point no more is taken. */
const MOST_UNREAD = 10_000;

/** Puts a message into somebody's inbox, where it stays until it is read. An agent reads it with its next task. */
export function sendNotice(world: World, {to, text, priority}: Message): Notice {
  const recipient = recipientOf(world, to);
  const title = text.split('\n').map(clean).join('\n').trim();
  if (title === '') throw new OrkestraError('invalid', 'A message needs words.');
  if (title.length > LONGEST)
    throw new OrkestraError('invalid', `A message has at most ${LONGEST} characters, this one has ${title.length}.`);
  const isPressing = priority === 'high' || priority === 'urgent';
  const kind = recipient === USER && isPressing ? 'needs-you' : 'info';
  return write(world.db, () => {
    if (countMessages(world.db, recipient) >= MOST_UNREAD) throw full(to);
    const about = {about: 'message', title, message: '', task: null, count: 1};
    const id = insertNotice(world.db, {at: world.now(), recipient, kind, priority, ...about});
    record(world, {
      type: 'notice.sent',
      ...(recipient !== USER && {agent: recipient}),
      data: {notice: id, to, priority, text: title},
    });
    return readNotice(world.db, id) as Notice;
  });
}

const clean = (line: string): string => plain(line.replace(/\r$/, ''));

/** Whose inbox is meant; an agent of agents.yaml is known once somebody looked at it. */
export function recipientOf({db}: Pick<World, 'db'>, name: string): string {
  if (name === 'me' || name === USER) return USER;
  if (builtInNames.includes(name) || readAgentRow(db, name)) return name;
  throw noAgent(name);
}

const full = (to: string): OrkestraError =>
  new OrkestraError('refused', `${to} has ${MOST_UNREAD} messages that were not read.`, {
    hint: `\`orkestra notify read --for ${to}\` marks them as read.`,
  });
