import {expect, onTestFinished, test} from 'vitest';
import {longIds, startBrowser} from '../src/browse.js';
import {addTask, addTasks} from '../src/tasks/add.js';
import {dropTask} from '../src/tasks/drop.js';
import {testWorld, until} from './support/world.js';

function bookOf(count: number) {
  const world = testWorld();
  addTasks(
    world,
    Array.from({length: count}, (_, at) => ({title: `job ${at + 1}`, priority: at === count - 1 ? 1 : 5})),
  );
  const browser = startBrowser(world);
  onTestFinished(() => browser.close());
  const told: number[] = [];
  browser.subscribe(() => told.push(browser.get().ids.length));
  return {world, browser, told, all: () => browser.get().ids.slice()};
}

test('a short book is there at once, and follows at once', () => {
  const {world, browser, all} = bookOf(20);
  expect(all()).toHaveLength(20);
  addTask(world, {title: 'one more'});
  browser.refresh();
  expect(browser.get()).toMatchObject({total: 21});
  expect(all().at(-1)).toBe(21);
});

test('of a long book the first rows are there at once, and all of it soon after', async () => {
  const {browser, all, told} = bookOf(3000);
  expect(browser.get().total).toBe(3000);
  expect(all()).toHaveLength(100);
  expect(all()[0]).toBe(3000);
  await until(() => browser.get().ids.length === 3000, 'the whole book');
  expect(all().slice(0, 3)).toEqual([3000, 1, 2]);
  expect(browser.get().ids.indexOf(2999)).toBe(2999);
  expect(told).toEqual([3000]);
});

test('the last answer stays until the next one, and only the last question is answered', async () => {
  const {browser, all, told} = bookOf(3000);
  await until(() => browser.get().ids.length === 3000, 'the whole book');
  browser.look({words: ['1'], sort: undefined});
  browser.look({words: ['job', '2999'], sort: undefined});
  expect(all()).toHaveLength(3000);
  await until(() => browser.get().ids.length === 1, 'the found one');
  expect(all()).toEqual([2999]);
  expect(told).toEqual([3000, 1]);
  browser.look({words: [], sort: {by: 'number', isReversed: true}});
  await until(() => all()[0] === 3000 && all()[1] === 2999, 'the other order');
});

test('a long book that is written to is followed, and one that became short is listed at once again', async () => {
  const {world, browser, all} = bookOf(2002);
  await until(() => browser.get().ids.length === 2002, 'the whole book');
  addTask(world, {title: 'one more'});
  browser.refresh();
  expect(browser.get().total).toBe(2003);
  await until(() => browser.get().ids.length === 2003, 'the new one');
  browser.refresh();
  for (const id of [1, 2, 3]) dropTask(world, id);
  browser.refresh();
  expect(all()).toHaveLength(2000);
});

test('numbers of a long book are found and cut out as those of a list', () => {
  const list = [5, 3, 9, 1];
  const long = longIds(Float64Array.from(list));
  for (const id of [5, 1, 9, 7, 5]) expect(long.indexOf(id)).toBe(list.indexOf(id));
  expect(long.slice(1, 3)).toEqual(list.slice(1, 3));
  expect([long.at(0), long.at(3), long.at(4), long.length]).toEqual([5, 1, undefined, 4]);
});
