import {listDependents} from '../../state/deps.js';
import {growNotice, insertNotice, type NewNotice} from '../../state/notifications.js';
import {readTitle} from '../../state/tasks.js';
import {plain} from '../plain.js';
import type {World} from '../world.js';
import {type About, type Need, words} from './words.js';

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

/** Tells the person what needs him, within the transaction that made it so. */
export function tellOf(world: World, about: Need, tasks: readonly Ended[]): void {
  const last = tasks.at(-1);
  if (!last) return;
  if (tasks.length > MOST_EACH) return tellOfMany(world, about, tasks.length, last);
  for (const task of tasks) insertNotice(world.db, noticeOf(world, about, task, 1));
}

/** What is done adds up, so that a batch of it costs one small statement, however many they are. */
export function tellOfDone(world: World, count: number, last: number): void {
  if (count > 0 && world.config.notify.done) tellOfMany(world, 'done', count, {id: last, why: null});
}

/** One notice stands for all of them, and for those just before, as long as nobody has read it. */
function tellOfMany(world: World, about: About, count: number, last: Ended): void {
  const growth = {recipient: USER, about, at: world.now(), count, task: last.id, withinMs: TOGETHER_MS};
  if (!growNotice(world.db, {...growth, isOfMany: about !== 'done'}))
    insertNotice(world.db, noticeOf(world, about, last, count));
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
  return {
    at: world.now(),
    recipient: USER,
    ...weights[about],
    about,
    title: `#${task.id} ${title} ${words[about].one}`,
    message: count === 1 ? shorten(messageOf(world, about, task), LONGEST_MESSAGE) : '',
    task: task.id,
    count,
  };
}

const weights: Readonly<Record<About, Pick<NewNotice, 'kind' | 'priority'>>> = {
  done: {kind: 'done', priority: 'low'},
  failed: {kind: 'needs-you', priority: 'high'},
  review: {kind: 'needs-you', priority: 'normal'},
  yours: {kind: 'needs-you', priority: 'normal'},
  held: {kind: 'needs-you', priority: 'high'},
  blocked: {kind: 'needs-you', priority: 'normal'},
};

function messageOf(world: World, about: About, {id, why}: Ended): string {
  const waiting = about === 'failed' || about === 'blocked' ? countBlocked(world, id) : 0;
  const blocked = waiting === 0 ? undefined : `${waiting} ${waiting === 1 ? 'task waits' : 'tasks wait'} for it`;
  const said = about === 'failed' || about === 'held' ? plain(why ?? '') : '';
  return [said, blocked].filter((part) => part !== undefined && part !== '').join('; ');
}

const shorten = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
