import {expect, test} from 'vitest';
import {silentLog} from '../../src/log.js';
import {startLoop} from '../../src/scheduler/loop.js';
import {until} from '../support/world.js';

test('a bad tick is logged and the loop goes on', async () => {
  const errors: string[] = [];
  let ticks = 0;
  const loop = startLoop({
    name: 'bad',
    everyMs: () => 1,
    tick() {
      ticks += 1;
      if (ticks <= 2) throw new Error('boom');
    },
    log: {...silentLog, error: (text) => void errors.push(text)},
  });
  await until(() => ticks > 4);
  await loop.stop();
  expect(errors).toHaveLength(2);
});

test('a tick never starts before the one before has ended, and many wakes make one', async () => {
  let running = 0;
  let most = 0;
  let ticks = 0;
  const loop = startLoop({
    name: 'slow',
    everyMs: () => 10_000,
    async tick() {
      running += 1;
      ticks += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running -= 1;
    },
    log: silentLog,
  });
  await until(() => ticks === 1);
  for (let n = 0; n < 50; n++) loop.wake();
  await until(() => ticks === 2 && running === 0);
  await loop.stop();
  expect({most, ticks}).toEqual({most: 1, ticks: 2});
});

test('a shorter interval holds at once, not only after the long one that was begun', async () => {
  let everyMs = 3_600_000;
  let ticks = 0;
  const loop = startLoop({name: 'hourly', everyMs: () => everyMs, tick: () => void ticks++, log: silentLog});
  await until(() => ticks === 1);
  everyMs = 10;
  await until(() => ticks > 3);
  await loop.stop();
});

test('stopping waits for the tick that runs', async () => {
  let isDone = false;
  let hasBegun = false;
  const loop = startLoop({
    name: 'last',
    everyMs: () => 1,
    async tick() {
      hasBegun = true;
      await new Promise((resolve) => setTimeout(resolve, 50));
      isDone = true;
    },
    log: silentLog,
  });
  await until(() => hasBegun);
  await loop.stop();
  expect(isDone).toBe(true);
});
