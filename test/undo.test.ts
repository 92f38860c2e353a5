import {describe, expect, test} from 'vitest';
import {replayTask} from '../src/audit/replay.js';
import {dropLocks, takeLocks} from '../src/locks/take.js';
import {addTask} from '../src/tasks/add.js';
import {cancelTask} from '../src/tasks/cancel.js';
import {dropTask} from '../src/tasks/drop.js';
import {editTask} from '../src/tasks/edit.js';
import {prioritizeTask, reorderTask} from '../src/tasks/reorder.js';
import {takeTurn} from '../src/tasks/turn.js';
import {listDependents, listNeeds} from '../state/deps.js';
import {listLockFiles} from '../state/lock-files.js';
import {listLocks} from '../state/locks.js';
import {listRuns, type RunState} from '../state/runs.js';
import {readTask, type Task} from '../state/tasks.js';
import {type TestDesk, testDesk} from './support/desk.js';
import type {TestWorld} from './support/world.js';

const stateOf = ({world}: TestDesk, id: number) => readTask(world.db, id)?.state;
const said = ({view}: TestDesk) => view.get().flash?.text;

/** One attempt of the best task, begun and ended. */
function run(world: TestWorld, outcome: RunState): void {
  const {started} = takeTurn(world, {ended: [], free: 1});
  const ended = started.map((task) => ({...task, outcome, exitCode: outcome === 'done' ? 0 : 1, why: null}));
  takeTurn(world, {ended, free: 0});
}

/** Before the first deed and without one left, there is nothing to take back. */
test('without a deed there is nothing to take back', () => {
  const desk = testDesk(['a']);
  desk.type('u');
  expect(said(desk)).toBe('There is nothing to take back.');
});

test('an added task leaves the book again, as long as it has not begun', () => {
  const desk = testDesk();
  desk.type('n', 'a', 'enter', 'u');
  expect(said(desk)).toBe('Taken back: #1 is out of the book again.');
  expect(stateOf(desk, 1)).toBeUndefined();
  desk.type('n', 'b', 'tab', ...'true', 'enter');
  run(desk.world, 'done');
  desk.type('u');
  expect(said(desk)).toBe('That can no longer be taken back: #2 has begun since.');
  expect(stateOf(desk, 2)).toBe('done');
});

test('a cancelled task stands where it stood', () => {
  const desk = testDesk(['a', 'b', 'c']);
  reorderTask(desk.world, 3, {before: 1});
  const before = readTask(desk.world.db, 3);
  desk.type('g', 'x');
  expect(stateOf(desk, 3)).toBe('cancelled');
  desk.type('u');
  expect(said(desk)).toBe('Taken back: #3 is ready again.');
  expect(readTask(desk.world.db, 3)).toEqual(before);
  expect(desk.desk.sight.book().ids).toEqual([3, 1, 2]);
});

test('what came true while a task was cancelled is counted when it comes back', () => {
  const desk = testDesk();
  const {world, type} = desk;
  addTask(world, {title: 'first', run: 'true'});
  addTask(world, {title: 'second', after: [1]});
  type('j', 'x');
  run(world, 'done');
  type('u');
  expect(readTask(world.db, 2)).toMatchObject({state: 'ready', depsLeft: 0});
});

test('a removed task comes back whole: number, words, needs, dependents and attempts', () => {
  const desk = testDesk();
  const {world, type} = desk;
  const draft = {
    title: 'all',
    instructions: 'a\nb',
    run: 'true',
    skills: ['x'],
    files: ['src/**'],
    review: 'none',
  } as const;
  addTask(world, {title: 'before', run: 'true'});
  addTask(world, {...draft, skills: ['x'], files: ['src/**'], after: [1], category: 'c', budget: '2usd'});
  addTask(world, {title: 'behind', afterEnded: [2]});
  run(world, 'done');
  run(world, 'failed');
  cancelTask(world, 2);
  const before = readTask(world.db, 2);
  const runs = listRuns(world.db, 2);
  const around = () => [listNeeds(world.db, 2), listDependents(world.db, 2)];
  const edges = around();
  expect(runs).toHaveLength(1);
  type('/', ...'all', 'enter', 'd', 'y');
  expect(readTask(world.db, 2)).toBeUndefined();
  type('u');
  expect(said(desk)).toBe('Taken back: #2 is back in the book.');
  expect(readTask(world.db, 2)).toEqual(before);
  expect(listRuns(world.db, 2)).toEqual(runs);
  expect(around()).toEqual(edges);
  expect(replayTask(world, 2).at(-1)).toMatchObject({
    state: 'cancelled',
    says: 'user took the deletion back: it is cancelled again',
  });
});

test('a removed task whose need is gone as well says so, and comes back after that one', () => {
  const desk = testDesk(['a']);
  const {world, type} = desk;
  addTask(world, {title: 'b', after: [1]});
  type('j', 'd', 'y', 'd', 'y');
  expect([stateOf(desk, 1), stateOf(desk, 2)]).toEqual([undefined, undefined]);
  type('u');
  expect(stateOf(desk, 1)).toBe('ready');
  type('u');
  expect(listNeeds(world.db, 2)).toMatchObject([{needs: 1}]);
});

test('an edit is taken back with its needs and its place', () => {
  const desk = testDesk(['a', 'b']);
  const {world, type} = desk;
  const before = readTask(world.db, 2);
  desk.desk.deeds.edit(2, {title: 'B', after: [1], priority: 'urgent', files: ['x']});
  expect(stateOf(desk, 2)).toBe('waiting');
  type('u');
  expect(said(desk)).toBe('Taken back: #2 is ready again.');
  expect(readTask(world.db, 2)).toEqual(before);
  expect(listNeeds(world.db, 2)).toEqual([]);
});

test('a priority is taken back', () => {
  const desk = testDesk(['a']);
  const before = readTask(desk.world.db, 1);
  desk.type('>', '>', 'u', 'u');
  expect(readTask(desk.world.db, 1)).toEqual(before);
});

test('a retry of an ended task is taken back, and who counted on it goes on', () => {
  const desk = testDesk();
  const {world, type} = desk;
  addTask(world, {title: 'a', run: 'true'});
  addTask(world, {title: 'b', after: [1]});
  run(world, 'done');
  const before = readTask(world.db, 1);
  expect(stateOf(desk, 2)).toBe('ready');
  type('g', 'j', 'r');
  expect([stateOf(desk, 1), stateOf(desk, 2)]).toEqual(['ready', 'waiting']);
  type('u');
  expect(readTask(world.db, 1)).toEqual(before);
  expect(stateOf(desk, 2)).toBe('ready');
});

describe('a review', () => {
  const reviewed = () => {
    const desk = testDesk();
    addTask(desk.world, {title: 'a', run: 'true', review: 'human'});
    addTask(desk.world, {title: 'b', run: 'true', after: [1]});
    run(desk.world, 'done');
    return desk;
  };

  test('is open again when nothing followed from it', () => {
    const desk = reviewed();
    const before = readTask(desk.world.db, 1);
    desk.type('g', 'a');
    expect([stateOf(desk, 1), stateOf(desk, 2)]).toEqual(['done', 'ready']);
    desk.type('u');
    expect(readTask(desk.world.db, 1)).toEqual(before);
    expect(stateOf(desk, 2)).toBe('waiting');
    desk.type('g', 'A', ...'no', 'enter');
    expect(stateOf(desk, 1)).toBe('ready');
    desk.type('u');
    expect(readTask(desk.world.db, 1)).toEqual(before);
  });

  test('stays closed when work has begun because of it', () => {
    const desk = reviewed();
    desk.type('g', 'a');
    takeTurn(desk.world, {ended: [], free: 1});
    desk.type('u');
    expect(said(desk)).toBe('That can no longer be taken back: #2, which waited for #1, has begun since.');
    expect([stateOf(desk, 1), stateOf(desk, 2)]).toEqual(['done', 'running']);
  });
});

test('what was done to all that were marked is taken back as one', () => {
  const desk = testDesk(['a', 'b', 'c']);
  desk.type('*', 'x', 'u');
  expect(said(desk)).toBe('Taken back: 3 tasks are as before.');
  expect([1, 2, 3].map((id) => stateOf(desk, id))).toEqual(['ready', 'ready', 'ready']);
  desk.type('u');
  expect(said(desk)).toBe('There is nothing to take back.');
});

test('a running task that was stopped stays stopped; the others of its kind come back', () => {
  const desk = testDesk();
  const {world, type} = desk;
  for (const title of ['a', 'b']) addTask(world, {title, run: 'true'});
  takeTurn(world, {ended: [], free: 1});
  type('g', 'x', 'y', 'u');
  expect(said(desk)).toBe('That cannot be taken back: #1 was running, and what was stopped stays so.');
  type('*', 'x', 'y', 'u');
  expect(stateOf(desk, 2)).toBe('ready');
});

const elsewhere: readonly [string, (world: TestWorld) => unknown, string][] = [
  ['changed its words', (world) => editTask(world, 1, {title: 'theirs'}), '#1 was changed since'],
  ['changed its priority', (world) => prioritizeTask(world, 1, 9), '#1 was changed since'],
  ['cancelled it', (world) => cancelTask(world, 1), '#1 is cancelled by now'],
  ['removed it', (world) => dropTask(world, 1), '#1 is no longer in the book'],
  ['began it', (world) => takeTurn(world, {ended: [], free: 1}), '#1 has begun since'],
];

test.each(elsewhere)('when somebody %s meanwhile, nothing is overwritten', (_, theirs, why) => {
  const desk = testDesk();
  addTask(desk.world, {title: 'a', run: 'true'});
  desk.type('e', '!', 'enter');
  theirs(desk.world);
  const before: Task | undefined = readTask(desk.world.db, 1);
  desk.type('u');
  expect(desk.view.get().flash).toEqual({tone: 'bad', text: `That can no longer be taken back: ${why}.`});
  expect(readTask(desk.world.db, 1)).toEqual(before);
  desk.type('u');
  expect(said(desk)).toBe('There is nothing to take back.');
});

test('of several deeds one that cannot be taken back keeps all of them', () => {
  const desk = testDesk(['a', 'b']);
  desk.type('*', '>');
  editTask(desk.world, 1, {title: 'theirs'});
  desk.type('u');
  expect(said(desk)).toBe('That can no longer be taken back: #1 was changed since.');
  expect(readTask(desk.world.db, 2)?.priority).toBe(4);
});

describe('a broken lock', () => {
  const broken = () => {
    const desk = testDesk();
    takeLocks(desk.world, {kind: 'file', ids: ['src/**'], holder: 'ann', leaseMs: 60_000, isBeating: false});
    desk.type('3', 'd', ...'gone', 'enter');
    expect(listLocks(desk.world.db)).toEqual([]);
    return desk;
  };

  test('is its holder’s again', () => {
    const desk = broken();
    desk.type('u');
    expect(said(desk)).toBe('Taken back: src/** is locked again.');
    expect(listLocks(desk.world.db)).toMatchObject([{id: 'src/**', holder: 'ann'}]);
    expect(listLockFiles(desk.world.paths.locks).locks).toMatchObject([{id: 'src/**', holder: 'ann'}]);
    expect(dropLocks(desk.world, 'ann')).toHaveLength(1);
  });

  test('that somebody else holds now stays theirs', () => {
    const desk = broken();
    takeLocks(desk.world, {kind: 'file', ids: ['src/a.ts'], holder: 'bob', leaseMs: 60_000, isBeating: false});
    desk.type('u');
    expect(said(desk)).toBe('That can no longer be taken back: src/** is held by bob now.');
    expect(listLocks(desk.world.db)).toMatchObject([{holder: 'bob'}]);
  });

  test('whose lease is over is not given back', () => {
    const desk = broken();
    desk.world.advance(61_000);
    desk.type('u');
    expect(said(desk)).toBe('That can no longer be taken back: the lease of ann on src/** is over.');
  });
});

test('the last fifty deeds are kept', () => {
  const desk = testDesk(['a']);
  for (let times = 0; times < 60; times++) desk.desk.deeds.edit(1, {title: `title ${times}`});
  for (let times = 0; times < 60; times++) desk.type('u');
  expect(readTask(desk.world.db, 1)?.title).toBe('title 9');
});
