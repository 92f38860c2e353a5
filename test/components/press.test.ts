import {expect, test} from 'vitest';
import type {Deeds} from '../../components/desk.js';
import {keys} from '../../components/keys.js';
import {press} from '../../components/press.js';
import {addTask} from '../../src/tasks/add.js';
import {OrkestraError} from '../../state/errors.js';
import {readOverview} from '../../state/overview.js';
import {firstView, makeStore} from '../../state/view.js';
import {testWorld} from '../support/world.js';

function desk(titles: readonly string[] = []) {
  const world = testWorld();
  for (const title of titles) addTask(world, {title});
  const done: string[] = [];
  const note =
    (name: string) =>
    (...args: unknown[]) =>
      void done.push(`${name} ${args.map((arg) => JSON.stringify(arg)).join(' ')}`.trim());
  const deeds: Deeds = {
    add: (draft) => addTask(world, draft),
    edit: note('edit'),
    draftOf: () => ({title: 'old', priority: 5, after: [], files: []}),
    stop: note('stop'),
    retry: note('retry'),
    remove: note('remove'),
    approve: note('approve'),
    prioritize: note('prioritize'),
    runningHere: () => 0,
    leave: note('leave'),
    logError: note('error'),
  };
  const view = makeStore(firstView);
  const all = {view, overview: () => readOverview(world.db, world.now()), pageSize: () => 5, deeds};
  const type = (...names: string[]) => {
    for (const key of names) press(all, {key});
  };
  return {view, done, deeds, type, paste: (text: string) => press(all, {paste: text}), all};
}

test('no key stands for two things', () => {
  const names = keys.flatMap((key) => key.keys);
  expect(new Set(names).size).toBe(names.length);
});

test('the cursor moves by keys, pages and ends, and stops at the ends', () => {
  const {view, type} = desk(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  type('j', 'down');
  expect(view.get().selected).toBe(3);
  type('pagedown');
  expect(view.get().selected).toBe(8);
  type('j');
  expect(view.get().selected).toBe(8);
  type('g', 'k');
  expect(view.get().selected).toBe(1);
});

test('a key that cannot work says why and does nothing', () => {
  const {view, type, done} = desk(['a']);
  type('r');
  expect(view.get().flash).toEqual({tone: 'bad', text: '#1 is in the queue already.'});
  expect(done).toEqual([]);
});

test('a refusal becomes a sentence, a bug a calm one with the stack in the log', () => {
  const {view, type, deeds, done} = desk(['a']);
  deeds.stop = () => {
    throw new OrkestraError('conflict', 'Not now.');
  };
  type('x');
  expect(view.get().flash?.text).toBe('Not now.');
  deeds.stop = () => {
    throw new TypeError('undefined is not a function');
  };
  type('x');
  expect(view.get().flash?.text).toBe('Something went wrong; the log says what.');
  expect(done.join()).toContain('error');
});

test('the dialog adds a task from typed and pasted text', () => {
  const {view, type, paste, all} = desk();
  type('n', ...'Hi', 'tab');
  paste('npm\ntest');
  type('enter');
  expect(view.get().dialog).toBeUndefined();
  expect(all.overview().tasks[0]).toMatchObject({title: 'Hi', run: 'npm test'});
});

test('problems are shown beside their fields and the first one is gone to', () => {
  const {view, type} = desk();
  type('n', 'a', 'shift-tab', 'shift-tab', ...'many', 'tab', ...'soon', 'enter');
  const dialog = view.get().dialog;
  expect(dialog?.kind === 'task' && dialog.fields.filter((field) => field.problem).map((field) => field.name)).toEqual([
    'retries',
    'timeoutMs',
  ]);
  expect(dialog?.kind === 'task' && dialog.fields[dialog.at]?.name).toBe('retries');
});

test('an edit writes only what was edited', () => {
  const {type, done} = desk(['a']);
  type('e', '!', 'enter');
  expect(done).toEqual(['edit 1 {"title":"old!"}']);
});

test('Esc never quits, and steps back one thing at a time', () => {
  const {view, type, done} = desk(['apple', 'pear']);
  type('/', 'a', 'enter', 'enter');
  expect(view.get()).toMatchObject({isZoomed: true, filter: 'a'});
  type('esc');
  expect(view.get()).toMatchObject({isZoomed: false, filter: 'a'});
  type('esc', 'esc', 'esc');
  expect(view.get().filter).toBe('');
  expect(done).toEqual([]);
});

test('quitting asks when work is running and says what becomes of it', () => {
  const {view, type, done, deeds} = desk(['a']);
  type('q');
  expect(done).toEqual(['leave "quit"']);
  deeds.runningHere = () => 2;
  type('q');
  expect(view.get().dialog).toMatchObject({kind: 'confirm', question: '2 tasks are running here.'});
  type('z', 's');
  expect(done).toHaveLength(1);
  type('q', 'b');
  type('q', 'h');
  type('ctrl-c', 'ctrl-c');
  expect(done.slice(1)).toEqual(['leave "leave"', 'leave "hand-back"', 'leave "quit"']);
});

test('the answer to a question concerns the task that was asked about, wherever the list has moved', () => {
  const {view, type, done} = desk(['a', 'b']);
  type('j', 'd');
  view.set({selected: 1});
  type('y');
  expect(done).toEqual(['remove 2']);
});
