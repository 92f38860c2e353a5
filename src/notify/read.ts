import {OrkestraError} from '../../state/errors.js';
import {listNotices, markRead, type Notice} from '../../state/notifications.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {USER} from './tell.js';

const ALL = -1;

/** Marks the unread ones as read, or only these of them, and returns those it marked. */
export function readNotices(
  world: World,
  {ids, recipient = USER}: {ids?: readonly number[]; recipient?: string} = {},
): Notice[] {
  const {db} = world;
  return write(db, () => {
    const all = listNotices(db, recipient, {limit: ALL});
    const missing = ids?.find((id) => !all.some((notice) => notice.id === id));
    if (missing !== undefined) {
      throw new OrkestraError('not-found', `There is no notice ${missing}.`, {
        hint: '`orkestra notify list` shows those there are.',
      });
    }
    const unread = all.filter(({id, readAt}) => readAt === null && (!ids || ids.includes(id)));
    if (unread.length === 0) return unread;
    const at = world.now();
    markRead(
      db,
      recipient,
      at,
      unread.map(({id}) => id),
    );
    record(world, {type: 'notices.read', ...(recipient !== USER && {agent: recipient}), data: {count: unread.length}});
    return unread.map((notice) => ({...notice, readAt: at}));
  });
}
