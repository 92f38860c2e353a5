import {expect, test} from 'vitest';
import {textOf} from '../components/page-lines.js';
import {progressLines} from '../components/progress-lines.js';
import {tellMilestone} from '../src/notify/milestones.js';
import {percentOf, readProgress} from '../src/progress.js';
import {addTask} from '../src/tasks/add.js';
import {cancelTask} from '../src/tasks/cancel.js';
import {takeTurn} from '../src/tasks/turn.js';
import {listAudit} from '../state/audit.js';
import {listNotices} from '../state/notifications.js';
import {readOverview} from '../state/overview.js';
import {plainTheme} from './support/desk.js';
import {type TestWorld, testWorld} from './support/world.js';

/** Ends the next tasks of the queue. */
function finish(world: TestWorld, count: number, outcome: 'done' | 'failed' = 'done'): void {
  const {started} = takeTurn(world, {ended: [], free: count});
  const end = outcome === 'done' ? {exitCode: 0, why: null} : {exitCode: 1, why: 'exit code 1'};
  takeTurn(world, {ended: started.map((task) => ({...task, outcome, ...end})), free: 0});
}

const add = (world: TestWorld, count: number, more: object = {}): number[] =>
  Array.from({length: count}, (_, at) => addTask(world, {title: `task ${at}`, run: 'true', retries: 0, ...more}));

const milestones = (world: TestWorld): string[] =>
  listNotices(world.db, 'user', {limit: 99}).flatMap(({about, title}) => (about === 'milestone' ? [title] : []));

test('progress is told in percent, by state, by priority and by category; what was cancelled does not count', () => {
  // O-99
  const world = testWorld();
  add(world, 2, {priority: 'high', category: 'code'});
  add(world, 2, {category: 'docs'});
  const [gone = 0] = add(world, 1);
  cancelTask(world, gone);
  finish(world, 3);
  const progress = readProgress(world);
  expect(percentOf(progress)).toBe(75);
  expect(progress.byPriority).toEqual([
    {name: 'high', done: 2, total: 2},
    {name: 'normal', done: 1, total: 2},
  ]);
  expect(progress.byCategory).toContainEqual({name: 'docs', done: 1, total: 2});
  const text = progressLines(progress, readOverview(world.db, world.now()), plainTheme).map(textOf);
  expect(text[0]).toMatch(/done +█+░+ +75% {2}3 of 4/);
  expect(text).toContainEqual(expect.stringMatching(/✓ done +3/));
});

test('each milestone is told once, also by another engine, and again only after the way became longer', () => {
  // O-99
  const world = testWorld();
  add(world, 20);
  const go = (count: number) => {
    finish(world, count);
    tellMilestone(world);
    tellMilestone(world);
  };
  for (const count of [4, 1, 5, 5, 3, 2]) go(count);
  expect(milestones(world)).toEqual([
    '25% of the tasks are done',
    '50% of the tasks are done',
    '75% of the tasks are done',
    '90% of the tasks are done',
    'All 20 tasks are done',
  ]);
  expect(listAudit(world.db, {type: 'project.milestone'})).toHaveLength(5);
  add(world, 20);
  tellMilestone(world);
  expect(milestones(world)).toHaveLength(5);
  go(10);
  expect(milestones(world).at(-1)).toBe('75% of the tasks are done');
});

test('the pace of the last hour, its failures and what is left are known', () => {
  // O-98: what the machine has left stands in the status and on the page of the node
  const world = testWorld();
  add(world, 12);
  finish(world, 2, 'failed');
  world.advance(-2 * 3_600_000, 'wall');
  finish(world, 1);
  world.advance(2 * 3_600_000, 'wall');
  finish(world, 6);
  const progress = readProgress(world);
  expect([progress.done1h, progress.failed1h]).toEqual([6, 2]);
  expect(progress.history.at(-1)).toBe(6);
  const text = progressLines(progress, readOverview(world.db, world.now()), plainTheme).map(textOf).join('\n');
  expect(text).toContain('6 done, 2 failed');
  expect(text).toMatch(/failure rate +25%/);
  expect(text).toMatch(/in the queue +3/);
  expect(text).toMatch(/at this pace +done in about 30m/);
});
