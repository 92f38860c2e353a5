import {expect, test} from 'vitest';
import {keys} from '../../components/keys.js';
import {takeLocks} from '../../src/locks/take.js';
import {listAudit} from '../../state/audit.js';
import {OrkestraError} from '../../state/errors.js';
import {listLocks} from '../../state/locks.js';
import {readTask} from '../../state/tasks.js';
import type {View} from '../../state/view.js';
import {testDesk} from '../support/desk.js';

const chosen = (view: {get(): View}): string | undefined => view.get().lists.tasks.chosen;

test('no key stands for two things', () => {
  for (const place of ['lists', 'pages']) {
    const names = keys.filter(({only}) => only === undefined || only === place).flatMap((key) => key.keys);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  }
});

test('the cursor moves by keys, pages and ends, and stops at the ends', () => {
  const {view, type} = testDesk(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  type('j', 'down');
  expect(chosen(view)).toBe('3');
  type('pagedown');
  expect(chosen(view)).toBe('8');
  type('j');
  expect(chosen(view)).toBe('8');
  type('g', 'k');
  expect(chosen(view)).toBe('1');
});

test('a key that cannot work says why and does nothing', () => {
  const {view, type, done} = testDesk(['a']);
  type('r');
  expect(view.get().flash).toEqual({tone: 'bad', text: '#1 is in the queue already.'});
  expect(done).toEqual([]);
});

test('a refusal becomes a sentence, a bug a calm one with the stack in the log', () => {
  const {view, type, deeds, done} = testDesk(['a']);
  deeds.stop = () => {
    throw new OrkestraError('conflict', 'Not now.');
  };
  type('x');
  expect(view.get().flash?.text).toBe('Not now.');
  deeds.stop = () => {
    throw new TypeError('undefined is not a function');
  };
  type('x');
  expect(view.get().flash?.text).toBe('Something went wrong; L shows the log.');
  expect(done.join()).toContain('error');
});

test('the dialog adds a task from typed and pasted text', () => {
  const {view, type, paste, world} = testDesk();
  type('n', ...'Hi', 'tab');
  paste('npm\ntest');
  type('enter');
  expect(view.get().dialog).toBeUndefined();
  expect(readTask(world.db, 1)).toMatchObject({title: 'Hi', run: 'npm test'});
});

test('problems are shown beside their fields and the first one is gone to', () => {
  const {view, type} = testDesk();
  type('n', 'a', 'shift-tab', 'shift-tab', ...'many', 'tab', ...'soon', 'enter');
  const dialog = view.get().dialog;
  expect(dialog?.kind === 'form' && dialog.fields.filter((field) => field.problem).map((field) => field.name)).toEqual([
    'retries',
    'timeoutMs',
  ]);
  expect(dialog?.kind === 'form' && dialog.fields[dialog.at]?.name).toBe('retries');
});

test('an edit writes only what was edited', () => {
  const edits: unknown[] = [];
  const {type} = testDesk(['a'], {edit: (...edit) => void edits.push(edit)});
  type('e', '!', 'enter');
  expect(edits).toEqual([[1, {title: 'a!'}]]);
});

test('Esc never quits, and steps back one thing at a time', () => {
  const {view, type, done} = testDesk(['apple', 'pear', 'a']);
  type('+', '/', 'p', 'enter', ' ', 'enter', '/', 'p', 'enter');
  const look = () => {
    const {pages, isZoomed, lists} = view.get();
    const {filter, marked} = lists.tasks;
    return [pages.length, pages[0]?.search, marked.size, filter, isZoomed];
  };
  expect(look()).toEqual([1, 'p', 1, 'p', true]);
  type('esc');
  expect(look()).toEqual([1, '', 1, 'p', true]);
  type('esc');
  expect(look()).toEqual([0, undefined, 1, 'p', true]);
  type('esc');
  expect(look()).toEqual([0, undefined, 0, 'p', true]);
  type('esc');
  expect(look()).toEqual([0, undefined, 0, '', true]);
  type('esc');
  expect(look()).toEqual([0, undefined, 0, '', false]);
  type('esc', 'esc');
  expect(done).toEqual([]);
});

test('quitting asks when work is running and says what becomes of it', () => {
  const {view, type, done, deeds} = testDesk(['a']);
  type('q');
  expect(done).toEqual(['leave quit']);
  deeds.runningHere = () => 2;
  type('q');
  expect(view.get().dialog).toMatchObject({kind: 'confirm', question: '2 tasks are running here.'});
  type('z', 's');
  expect(done).toHaveLength(1);
  type('q', 'b');
  type('q', 'h');
  type('ctrl-c', 'ctrl-c');
  expect(done.slice(1)).toEqual(['leave leave', 'leave hand-back', 'leave quit']);
});

test('the answer to a question concerns the task that was asked about, wherever the list has moved', () => {
  const {type, world} = testDesk(['a', 'b']);
  type('j', 'd', 'k', 'y');
  expect(readTask(world.db, 1)).toBeDefined();
  expect(readTask(world.db, 2)).toBeUndefined();
});

test('the next key is for all that are marked, and one that refuses does not keep the others from it', () => {
  const {type, view, world} = testDesk(['a', 'b', 'c', 'd']);
  type(' ', ' ', ' ', 'x');
  expect([1, 2, 3, 4].map((id) => readTask(world.db, id)?.state)).toEqual([
    'cancelled',
    'cancelled',
    'cancelled',
    'ready',
  ]);
  expect(view.get().flash?.text).toBe('3 tasks are out of the queue; u takes that back.');
  expect(view.get().lists.tasks.marked.size).toBe(0);
  type('*', 'r');
  expect(view.get().flash).toEqual({tone: 'good', text: '3 tasks are in the queue again.'});
});

test('a lock is broken with a reason, which the trail keeps', () => {
  const {type, view, world} = testDesk();
  takeLocks(world, {kind: 'file', ids: ['src/**'], holder: 'ann', leaseMs: 60_000, isBeating: false});
  type('3', 'd', 'enter');
  expect(view.get().dialog).toMatchObject({fields: [{problem: 'Say why: others will read it.'}]});
  type(...'gone home', 'enter');
  expect(listLocks(world.db)).toEqual([]);
  expect(listAudit(world.db, {type: 'lock.broken'})[0]?.data).toContain('gone home');
});

test('a list is sorted by its columns in turn, turned round, and put back into its own order', () => {
  const {type, view, desk} = testDesk(['pear', 'apple', 'fig']);
  const order = () => desk.sight.tasks(desk.sight.book().ids.slice()).map(({title}) => title);
  expect(order()).toEqual(['pear', 'apple', 'fig']);
  type('s', 's', 's', 's');
  expect(view.get().lists.tasks.sort).toEqual({by: 'title', isReversed: false});
  expect(order()).toEqual(['apple', 'fig', 'pear']);
  type('S');
  expect(order()).toEqual(['pear', 'fig', 'apple']);
  type('s', 's', 's');
  expect(view.get().lists.tasks.sort).toBeUndefined();
  expect(order()).toEqual(['pear', 'apple', 'fig']);
});

test('a filter keeps the rows with all its words, and with ! those without one', () => {
  const {type, desk} = testDesk(['red apple', 'green apple', 'red pear']);
  const found = () => desk.sight.book().ids;
  type('/', ...'red', 'enter');
  expect(found()).toEqual([1, 3]);
  type('/', ...' !PEAR', 'enter');
  expect(found()).toEqual([1]);
  type('esc');
  expect(found()).toEqual([1, 2, 3]);
});

test('what is chosen can be copied, and the hints name only what works', () => {
  const {type, done, hints, view} = testDesk(['a']);
  type('y');
  expect(done).toEqual(['copy #1 a']);
  expect(hints()).toEqual(['open', 'new', 'edit', 'stop', 'remove', 'find', 'commands', 'help', 'quit']);
  type('5');
  expect(view.get().focus).toBe('backups');
  expect(hints()).toEqual(['new', 'find', 'commands', 'help', 'quit']);
  type('x');
  expect(view.get().flash?.text).toBe('That is done to tasks; 2 goes there.');
});

test('a page has tabs, and what is looked for in it is gone to', () => {
  const {type, view} = testDesk(['a']);
  type('enter', 'tab');
  expect(view.get().pages[0]).toMatchObject({subject: {kind: 'task', id: 1}, tab: 'facts'});
  type('/', ...'retries', 'enter');
  const page = view.get().pages[0];
  expect(page?.match).toBe(page?.top);
  type('n');
  expect(view.get().pages[0]?.match).toBe(page?.match);
  type('esc', '/', ...'nowhere', 'enter');
  expect(view.get().flash?.text).toBe('"nowhere" is not on this page.');
});
