import {listMessages, markRead, type Notice, type NoticePriority} from '../../state/notifications.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';

export interface Inbox {
  /** In words, the most urgent first. */
  messages: readonly string[];
  /** The agent has begun to work, so it was told: the messages are read. */
  heard(): void;
}

/** More than so many are told with the next task. */
const MOST = 50;
const order: readonly NoticePriority[] = ['urgent', 'high', 'normal', 'low'];

/** What an agent has not read yet. It stays unread when the agent does not even begin. */
export function openInbox(world: World, agent: string): Inbox {
  const {db} = world;
  const notices = listMessages(db, agent, MOST).sort(
    (one, other) => order.indexOf(one.priority) - order.indexOf(other.priority),
  );
  let isHeard = notices.length === 0;
  return {
    messages: notices.map(tell),
    heard() {
      if (isHeard) return;
      isHeard = true;
      const ids = notices.map(({id}) => id);
      write(db, () => {
        const count = markRead(db, agent, world.now(), ids);
        if (count > 0) record(world, {type: 'notices.read', agent, data: {count}});
      });
    },
  };
}

const tell = ({priority, title}: Notice): string =>
  priority === 'urgent' || priority === 'high' ? `(${priority}) ${title}` : title;
