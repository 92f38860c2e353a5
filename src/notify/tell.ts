import {listDependents} from '../../state/deps.js';
import {growNotice, insertNotice, type NewNotice, readNewestUnread} from '../../state/notifications.js';
import {readTitle} from '../../state/tasks.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';

/** What tasks came to, as far as a person is told of it. */
export type About = 'done' | 'failed' | 'review' | 'held' | 'blocked';

export interface Ended {
  id: number;
  why: string | null;
}

/** Who is told; agents get inboxes of their own. */
export const USER = 'user';

/** Notices that follow each other within this become one. */
const TOGETHER_MS = 60_000;
/** More than so many that fail in one go are told of in one line: nobody reads five hundred. */
const MOST_EACH = 5;
const LONGEST_TITLE = 80;
const LONGEST_MESSAGE = 300;

/**
 * Tells the person what tasks came to, within the transaction that made it so. Cheap enough for the heart of the queue:
 * a batch of tasks that are done costs three small statements, however many they are.
 */
export function tellOf(world: World, about: About, tasks: readonly Ended[]): void {
  const last = tasks.at(-1);
  if (!last || (about === 'done' && !world.config.notify.done)) return;
  if (about === 'done' || tasks.length > MOST_EACH) return tellOfMany(world, about, tasks.length, last);
  for (const task of tasks) insertNotice(world.db, noticeOf(world, about, task, 1));
}

/** One notice stands for all of them, and for those just before, as long as nobody has read it. */
function tellOfMany(world: World, about: About, count: number, last: Ended): void {
  const newest = readNewestUnread(world.db, USER, about);
  const isTogether = newest !== undefined && Math.abs(world.now() - newest.at) < TOGETHER_MS;
  if (isTogether && (about === 'done' || newest.count > 1))
    growNotice(world.db, newest.id, noticeOf(world, about, last, newest.count + count));
  else insertNotice(world.db, noticeOf(world, about, last, count));
}

/** Those of the cancelled tasks for which others wait that now can never start by themselves. */
export const tellOfBlocked = (world: World, cancelled: readonly Ended[]): void =>
  tellOf(
    world,
    'blocked',
    cancelled.filter(({id}) => countBlocked(world, id) > 0),
  );

const countBlocked = ({db}: World, id: number): number =>
  listDependents(db, id).filter(({kind, state}) => kind === 'hard' && state === 'waiting').length;

function noticeOf(world: World, about: About, task: Ended, count: number): NewNotice {
  const title = shorten(plain(readTitle(world.db, task.id) ?? ''), LONGEST_TITLE);
  const {kind, priority, one, many} = looks[about];
  return {
    at: world.now(),
    recipient: USER,
    kind,
    priority,
    about,
    title: count === 1 ? `#${task.id} ${title} ${one}` : `${count} tasks ${many}`,
    message: shorten(
      count === 1 ? messageOf(world, about, task) : `the last one is #${task.id} ${title}`,
      LONGEST_MESSAGE,
    ),
    task: task.id,
    count,
  };
}

const looks: Readonly<Record<About, Pick<NewNotice, 'kind' | 'priority'> & {one: string; many: string}>> = {
  done: {kind: 'done', priority: 'low', one: 'is done', many: 'are done'},
  failed: {kind: 'needs-you', priority: 'high', one: 'failed', many: 'failed'},
  review: {kind: 'needs-you', priority: 'normal', one: 'waits for your review', many: 'wait for your review'},
  held: {kind: 'needs-you', priority: 'high', one: 'is held by checks', many: 'are held by checks'},
  blocked: {
    kind: 'needs-you',
    priority: 'normal',
    one: 'was cancelled, and others wait for it',
    many: 'were cancelled, and others wait for them',
  },
};

function messageOf(world: World, about: About, {id, why}: Ended): string {
  const waiting = about === 'failed' || about === 'blocked' ? countBlocked(world, id) : 0;
  const blocked = waiting === 0 ? undefined : `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'} for it`;
  const said = about === 'failed' || about === 'held' ? plain(why ?? '') : '';
  return [said, blocked].filter((part) => part !== undefined && part !== '').join('; ');
}

const shorten = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
