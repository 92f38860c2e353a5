import type {Inbox} from '../../state/notifications.js';
import {titleOf} from './words.js';

export interface News {
  /** What needs the person that did not before, in words. */
  need: string | undefined;
  /** What was done since the last look, in words. */
  done: string | undefined;
}

/** Tells what is new in the inbox since the last look; what lay there at the first one is not news. */
export function startNews(first: Inbox): (inbox: Inbox) => News {
  let lastNeed = first.need?.id ?? 0;
  let {done} = first;
  return (inbox) => {
    const need = inbox.need?.id ?? 0;
    const isNeeded = need > lastNeed;
    lastNeed = Math.max(lastNeed, need);
    const isDone = inbox.done !== undefined && (inbox.done.id !== done?.id || inbox.done.count !== done.count);
    done = inbox.done ?? done;
    return {
      need: isNeeded ? inbox.need && titleOf(inbox.need) : undefined,
      done: isDone ? inbox.done && titleOf(inbox.done) : undefined,
    };
  };
}
