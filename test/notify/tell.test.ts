import {expect, test} from 'vitest';
import {startNews} from '../../src/notify/news.js';
import {readNotices} from '../../src/notify/read.js';
import {tellOf, USER} from '../../src/notify/tell.js';
import {messageOf, titleOf} from '../../src/notify/words.js';
import {addTask, addTasks} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {retryTask} from '../../src/tasks/retry.js';
import {approveTask} from '../../src/tasks/review.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {listNotices, readInbox} from '../../state/notifications.js';
import type {RunState} from '../../state/runs.js';
import {write} from '../../state/write.js';
import {type TestWorld, testWorld} from '../support/world.js';

/** Attempts of the best tasks, begun and ended in one turn. */
function run(world: TestWorld, outcome: RunState, count = 1): void {
  const {started} = takeTurn(world, {ended: [], free: count});
  expect(started).toHaveLength(count);
  const why = outcome === 'done' ? null : 'exit code 3';
  takeTurn(world, {ended: started.map((task) => ({...task, outcome, exitCode: 3, why})), free: 0});
}

const notices = ({db}: TestWorld) => listNotices(db, USER, {limit: 100});
const told = (world: TestWorld) => notices(world).map((notice) => [notice.kind, titleOf(notice), messageOf(notice)]);

test('what failed for good is told with the reason and who waits for it', () => {
  const world = testWorld();
  addTask(world, {title: 'Deploy', run: 'x', retries: 1});
  addTask(world, {title: 'Announce', run: 'x', after: [1]});
  run(world, 'failed');
  expect(told(world)).toEqual([]);
  world.advance(10 * 60_000);
  run(world, 'failed');
  expect(told(world)).toEqual([['needs-you', '#1 Deploy failed', 'exit code 3; 1 task waits for it']]);
});

test('what waits for review is told, and settled by the review', () => {
  const world = testWorld();
  addTask(world, {title: 'a', run: 'x', review: 'human'});
  run(world, 'done');
  expect(told(world)).toEqual([['needs-you', '#1 a waits for your review', '']]);
  expect(readInbox(world.db, USER).unread).toBe(1);
  approveTask(world, 1);
  expect(readInbox(world.db, USER).unread).toBe(0);
});

test('what ended while it was being stopped is told when others wait for it', () => {
  const world = testWorld();
  addTask(world, {title: 'a', run: 'x'});
  addTask(world, {title: 'b', run: 'x', after: [1]});
  const {started} = takeTurn(world, {ended: [], free: 1});
  cancelTask(world, 1);
  takeTurn(world, {
    ended: started.map((task) => ({...task, outcome: 'cancelled', exitCode: null, why: null})),
    free: 0,
  });
  expect(told(world)).toMatchObject([
    ['needs-you', '#1 a was cancelled, and others wait for it', '1 task waits for it'],
  ]);
});

test('what is done adds up in one notice until it is read', () => {
  const world = testWorld();
  addTasks(
    world,
    Array.from({length: 300}, (_, at) => ({title: `job ${at + 1}`, run: 'x'})),
  );
  run(world, 'done');
  expect(told(world)).toEqual([['done', '#1 job 1 is done', '']]);
  run(world, 'done', 200);
  expect(told(world)).toEqual([['done', '201 tasks are done', 'the last one is #201']]);
  readNotices(world);
  run(world, 'done');
  world.advance(61_000);
  run(world, 'done', 2);
  expect(told(world).map(([, title]) => title)).toEqual([
    '201 tasks are done',
    '#202 job 202 is done',
    '2 tasks are done',
  ]);
});

test('many that fail at once are one notice, a few are told one by one', () => {
  const world = testWorld();
  addTasks(
    world,
    Array.from({length: 100}, (_, at) => ({title: `job ${at + 1}`, run: 'x', retries: 0})),
  );
  run(world, 'failed', 3);
  run(world, 'failed', 50);
  run(world, 'failed', 30);
  expect(told(world).map(([, title]) => title)).toEqual([
    '#1 job 1 failed',
    '#2 job 2 failed',
    '#3 job 3 failed',
    '80 tasks failed',
  ]);
});

test('starting a failed task over settles its notice', () => {
  const world = testWorld();
  addTask(world, {title: 'a', run: 'x', retries: 0});
  run(world, 'failed');
  retryTask(world, 1);
  expect(notices(world)).toMatchObject([{readAt: expect.any(Number)}]);
});

test('finished tasks are not told of when the settings say so', () => {
  const world = testWorld({notify: {done: false}});
  addTask(world, {title: 'a', run: 'x'});
  run(world, 'done');
  expect(told(world)).toEqual([]);
});

test('only the newest are kept', () => {
  const world = testWorld();
  const id = addTask(world, {title: 'a', run: 'x'});
  write(world.db, () => {
    for (let times = 0; times < 1200; times++) tellOf(world, 'failed', [{id, why: null}]);
  });
  expect(world.db.value('SELECT count(*) FROM notifications')).toBe(1000);
});

test('a title from an agent cannot draw on the screen of who reads it', () => {
  const world = testWorld();
  addTask(world, {title: `a\u001b[2Jb\u202e${'x'.repeat(400)}`, run: 'x'});
  run(world, 'done');
  const [notice] = notices(world);
  expect(notice?.title).toMatch(/^#1 abx{70,}… is done$/);
});

test('news is what came since the last look, and is told once', () => {
  const world = testWorld();
  const inbox = () => readInbox(world.db, USER);
  addTasks(
    world,
    Array.from({length: 5}, (_, at) => ({title: `job ${at + 1}`, run: 'x', retries: 0})),
  );
  run(world, 'failed');
  const newsOf = startNews(inbox());
  expect(newsOf(inbox())).toEqual({need: undefined, done: undefined});
  run(world, 'done');
  expect(newsOf(inbox())).toEqual({need: undefined, done: '#2 job 2 is done'});
  run(world, 'failed');
  expect(newsOf(inbox())).toEqual({need: expect.stringMatching(/^#\d+ .* failed$/), done: undefined});
  run(world, 'done');
  expect(newsOf(inbox())).toEqual({need: undefined, done: '2 tasks are done'});
  readNotices(world);
  expect(newsOf(inbox())).toEqual({need: undefined, done: undefined});
  run(world, 'failed');
  expect(newsOf(inbox())).toEqual({need: expect.stringMatching(/^#\d+ .* failed$/), done: undefined});
});
