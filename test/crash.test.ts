import {test} from 'vitest';
import {killStorm} from './torture/kill-storm.js';
import {rescue} from './torture/rescue.js';
import {soak} from './torture/soak.js';
import {takeover} from './torture/takeover.js';

// The long forms of these are `npm run torture`.

test('the engine is killed five times, and every task ends once, with one effect', async () => {
  // O-27 O-89
  await killStorm({kills: 5, tasks: 40, longestMs: 300, seed: 1});
});

test('some hours of work with an engine killed again and again: nothing lost, nothing done twice', {
  timeout: 180_000,
}, async () => {
  // part of O-133
  await soak({hours: 5, tasks: 600, kills: 10, seed: 3});
});

test('of two engines one leads, and the other takes over when the leader is killed while tasks are added', async () => {
  // O-37
  const gaps = await takeover({kills: 2, tasksEach: 15});
  console.log(`without an engine for ${gaps.join(', ')} ms`);
});

test.each([
  ['of this machine at once', false],
  ['of another machine with the lease', true],
])('the tasks of a killed worker come back: those %s', async (_, isAway) => {
  const tookMs = await rescue({tasks: 20, leaseMs: 1000, isAway});
  console.log(`20 tasks were back after ${tookMs} ms, the lease was 1000 ms`);
});
