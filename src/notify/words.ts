import type {Notice} from '../../state/notifications.js';

/** What tasks came to, as far as a person is told of it. */
export type Need = 'failed' | 'review' | 'yours' | 'held' | 'blocked';
export type About = 'done' | Need;

export const words: Readonly<Record<About, {one: string; many: string}>> = {
  done: {one: 'is done', many: 'are done'},
  failed: {one: 'failed', many: 'failed'},
  review: {one: 'waits for your review', many: 'wait for your review'},
  yours: {one: 'is for you to do', many: 'are for you to do'},
  held: {one: 'is held by checks', many: 'are held by checks'},
  blocked: {one: 'was cancelled, and others wait for it', many: 'were cancelled, and others wait for them'},
};

/** What a notice says; one that stands for many is put into words when it is read, since it may still grow. */
export function titleOf({about, count, title}: Pick<Notice, 'about' | 'count' | 'title'>): string {
  if (count === 1) return title;
  const many = Object.hasOwn(words, about) ? words[about as About].many : `: ${title}`;
  return `${count} tasks ${many}`;
}

export const messageOf = ({count, message, task}: Pick<Notice, 'count' | 'message' | 'task'>): string =>
  count === 1 || task === null ? message : `the last one is #${task}`;
