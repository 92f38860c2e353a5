import {expect, test} from 'vitest';
import {addTask} from '../../src/tasks/add.js';
import {parsePriority, showPriority} from '../../src/tasks/priority.js';
import {prioritizeTask, reorderTask} from '../../src/tasks/reorder.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {type TestWorld, testWorld} from '../support/world.js';

/** The order in which an engine with one place would start what is ready. */
function order(world: TestWorld, count: number): number[] {
  const started: number[] = [];
  for (let n = 0; n < count; n++) started.push(...takeTurn(world, {ended: [], free: 1}).started.map((task) => task.id));
  return started;
}

const add = (world: TestWorld, priority: string | number): number =>
  addTask(world, {title: 't', run: 'true', priority});

test('priority first, then age', () => {
  // O-107
  const world = testWorld();
  const ids = ['normal', 'low', 'urgent', 5, 'high', 1, 9].map((priority) => add(world, priority));
  const [normal, low, urgent, five, high, one, nine] = ids;
  expect(order(world, 7)).toEqual([urgent, one, high, normal, five, low, nine]);
});

test('an urgent task added last starts next', () => {
  // B-17
  const world = testWorld();
  for (let n = 0; n < 20; n++) add(world, 'low');
  const urgent = add(world, 'urgent');
  expect(order(world, 1)).toEqual([urgent]);
});

test('a low task is not starved by a stream of urgent ones', () => {
  // B-17
  const world = testWorld({queue: {ageingMs: 60_000}});
  const low = add(world, 9);
  const before: number[] = [];
  for (let minute = 0; minute < 20; minute++) {
    world.advance(60_000);
    add(world, 1);
    const [next] = order(world, 1);
    if (next === low) break;
    before.push(next ?? 0);
  }
  // Nine steps below one is eight minutes of waiting here.
  expect(before).toHaveLength(7);
});

test('a claim of many comes in the order of the queue', () => {
  const world = testWorld();
  const ids = [3, 1, 2, 1, 9].map((priority) => add(world, priority));
  const {started} = takeTurn(world, {ended: [], free: 4});
  expect(started.map((task) => task.id)).toEqual([ids[1], ids[3], ids[2], ids[0]]);
});

test('a task is put first, last, before and behind another, again and again', () => {
  // O-60
  const world = testWorld();
  const [a, b, c, d] = [add(world, 5), add(world, 5), add(world, 5), add(world, 5)] as [number, number, number, number];
  reorderTask(world, d, {first: true});
  reorderTask(world, a, {last: true});
  reorderTask(world, c, {before: b});
  reorderTask(world, d, {after: c});
  expect(order(world, 4)).toEqual([c, d, b, a]);
});

test('another priority moves a task without losing its age', () => {
  const world = testWorld();
  const old = add(world, 'low');
  world.advance(1000);
  const young = add(world, 'high');
  prioritizeTask(world, old, 'high');
  expect(order(world, 2)).toEqual([old, young]);
  expect(() => prioritizeTask(world, young, 'soon')).toThrow('"soon" is no priority');
});

test.each([
  ['urgent', 1],
  ['High', 3],
  [' normal ', 5],
  ['low', 7],
  ['9', 9],
  [4, 4],
  ['0', undefined],
  ['10', undefined],
  ['1.5', undefined],
  ['', undefined],
  ['constructor', undefined],
])('priority %j is read as %j', (text, number) => {
  expect(parsePriority(text)).toBe(number);
  if (number !== undefined) expect(parsePriority(showPriority(number))).toBe(number);
});
