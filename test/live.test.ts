import {expect, onTestFinished, test, vi} from 'vitest';
import {startLive} from '../src/live.js';
import {addTask} from '../src/tasks/add.js';
import {takeTurn} from '../src/tasks/turn.js';
import {isTicking} from '../src/ticking.js';
import {readOverview} from '../state/overview.js';
import {testWorld} from './support/world.js';

type World = ReturnType<typeof testWorld>;

/** How often a screen would be drawn in ten seconds in which nobody writes. */
function picturesInTenSeconds(world: World): number {
  const at = Math.floor(world.now() / 60_000) * 60_000 + 10_000;
  Object.assign(world, {now: () => at});
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const live = startLive(world);
  onTestFinished(live.close);
  let pictures = 0;
  live.subscribe(() => {
    pictures += 1;
  });
  vi.advanceTimersByTime(10_000);
  return pictures;
}

const running = (world: World): void => {
  addTask(world, {title: 'long', run: 'sleep 60'});
  takeTurn(world, {ended: [], free: 1});
};

test('a project where nothing happens is not read or drawn again', () => {
  const world = testWorld();
  addTask(world, {title: 'one', run: 'true'});
  expect(picturesInTenSeconds(world)).toBe(0);
});

test('what runs has a clock, which goes on each second', () => {
  const world = testWorld();
  running(world);
  // The last one is told a moment after its second.
  expect(picturesInTenSeconds(world)).toBeGreaterThanOrEqual(9);
});

test('screen.motion: false lets no clock run', () => {
  const world = testWorld({screen: {motion: false}});
  running(world);
  expect(picturesInTenSeconds(world)).toBe(0);
});

test('what counts down, or has just been, ticks; what ended long ago does not', () => {
  const world = testWorld();
  running(world);
  const [task] = readOverview(world.db, world.now()).tasks;
  const seen = (state: 'waiting' | 'done' | 'ready', more: object): boolean => {
    const overview = readOverview(world.db, world.now());
    return isTicking({...overview, tasks: task ? [{...task, ...more, state}] : []});
  };
  const now = world.now();
  expect(seen('waiting', {readyAt: now + 30_000, endedAt: null})).toBe(true);
  expect(seen('waiting', {readyAt: now - 1000, endedAt: null})).toBe(false);
  expect(seen('done', {endedAt: now - 5000})).toBe(true);
  expect(seen('done', {endedAt: now - 120_000})).toBe(false);
  expect(seen('ready', {endedAt: null})).toBe(false);
});
