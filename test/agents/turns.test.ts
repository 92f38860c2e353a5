import {expect, test} from 'vitest';
import {waitForTurn} from '../../src/agents/turns.js';
import {takeCall} from '../../state/calls.js';
import {testWorld} from '../support/world.js';

const MINUTE = 60_000;

// part of O-11
test('so many calls a minute are free, the next one when the oldest of them is a minute old', () => {
  const {db} = testWorld();
  const call = (at: number, agent = 'claude') => takeCall(db, agent, at, {most: 2, withinMs: MINUTE});
  expect([call(1000), call(2000)]).toEqual([1000, 2000]);
  expect(call(3000)).toBe(1000 + MINUTE);
  expect(call(3000, 'grok')).toBe(3000);
  expect(call(1000 + MINUTE - 1)).toBe(1000 + MINUTE);
  expect(call(1000 + MINUTE)).toBe(1000 + MINUTE);
  expect(call(1001 + MINUTE)).toBe(2000 + MINUTE);
});

test('whoever waits for his turn stops waiting when nobody wants the call any more', async () => {
  const world = testWorld();
  const stopping = new AbortController();
  await waitForTurn(world, 'claude', 1, stopping.signal);
  let isOver = false;
  const waiting = waitForTurn(world, 'claude', 1, stopping.signal).then(() => {
    isOver = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isOver).toBe(false);
  stopping.abort();
  await waiting;
});
