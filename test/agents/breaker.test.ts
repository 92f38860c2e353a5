import {expect, test} from 'vitest';
import {breakerState} from '../../src/agents/breaker.js';

const MINUTE = 60_000;
const failedAt = 1_000_000;

test.each([
  ['before the third failure it works', 2, 0, {state: 'closed'}],
  ['after the third it rests a minute', 3, 0, {state: 'open', until: failedAt + MINUTE}],
  ['until that is over', 3, MINUTE - 1, {state: 'open', until: failedAt + MINUTE}],
  ['then it is given one task', 3, MINUTE, {state: 'half-open'}],
  ['each further failure doubles its rest', 5, MINUTE, {state: 'open', until: failedAt + 4 * MINUTE}],
  ['up to half an hour', 500, 29 * MINUTE, {state: 'open', until: failedAt + 30 * MINUTE}],
  ['and no longer', 500, 30 * MINUTE, {state: 'half-open'}],
])('%s', (_, failuresInRow, later, state) => {
  expect(breakerState({failuresInRow, failedAt}, failedAt + later)).toEqual(state);
});

test('an agent that never failed works', () => {
  expect(breakerState({failuresInRow: 0, failedAt: null}, 5)).toEqual({state: 'closed'});
});
