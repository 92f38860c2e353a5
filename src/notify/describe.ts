import type {Notice} from '../../state/notifications.js';
import {messageOf, titleOf} from './words.js';

/** A notice as scripts and programs read it. */
export const noticeJson = (notice: Notice) => {
  const {id, at, recipient, kind, priority, about, task, count, readAt} = notice;
  return {
    id,
    at: new Date(at).toISOString(),
    for: recipient,
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
