import {expect, test} from 'vitest';
import {type QueueFacts, type Waiting, whyNotRunning} from '../../src/tasks/why.js';
import type {DepWithState} from '../../state/deps.js';

const now = 1_000_000;
const facts: QueueFacts = {now, hasEngine: true, pause: undefined, running: 0, maxConcurrentTasks: 5};
const task = (changes: Partial<Waiting>): Waiting => ({
  id: 1,
  state: 'ready',
  readyAt: now,
  failures: 0,
  retries: 3,
  hindrance: null,
  why: null,
  attempt: 0,
  stopRequest: null,
  openNeeds: [],
  ...changes,
});
const need = (needs: number, state: DepWithState['state'], kind: DepWithState['kind'] = 'hard'): DepWithState => ({
  needs,
  state,
  kind,
  task: 99,
  title: 'x',
});

test.each<[Partial<Waiting>, Partial<QueueFacts>, string | undefined]>([
  [{state: 'running'}, {}, undefined],
  [{state: 'running', stopRequest: 'cancel', why: 'cancelled'}, {}, 'stopping: cancelled'],
  [{}, {}, 'starts now'],
  [{}, {hasEngine: false}, 'no engine is running; `orkestra run` starts one'],
  [{}, {pause: 'auto_assign is off'}, 'paused: auto_assign is off'],
  [{}, {running: 5}, '5 of 5 places are taken'],
  [{hindrance: 'lock:src/**', why: 'src/** is held by #1'}, {hasEngine: false}, 'src/** is held by #1'],
  [{state: 'waiting', openNeeds: [need(3, 'running')]}, {}, 'after #3, which is running'],
  [{state: 'waiting', openNeeds: [need(3, 'ready'), need(4, 'waiting')]}, {}, 'after #3, #4'],
  [
    {state: 'waiting', openNeeds: [1, 2, 3, 4, 5, 6].map((id) => need(id, 'ready'))},
    {},
    'after #1, #2, #3, #4 and 2 more',
  ],
  [
    {state: 'waiting', openNeeds: [need(3, 'ready'), need(4, 'failed')]},
    {},
    'blocked: #4 failed; retry it or edit this task',
  ],
  [{state: 'waiting', openNeeds: [need(4, 'cancelled')]}, {}, 'blocked: #4 was cancelled; retry it or edit this task'],
  [
    {state: 'waiting', failures: 2, readyAt: now + 80_000, why: 'exit code 1'},
    {},
    'retry 2/3 in 01:20 after exit code 1',
  ],
  [{state: 'waiting', failures: 1, readyAt: now - 1}, {}, 'retry 1/3 now'],
  [{state: 'waiting', readyAt: now + 5000}, {}, 'starts in 00:05'],
  [{state: 'review'}, {}, 'waits for your review'],
  [{state: 'held', why: 'the disk is full'}, {}, 'the disk is full'],
  [{state: 'failed', why: 'exit code 7', failures: 1}, {}, 'exit code 7; gave up after 1 failure'],
  [{state: 'cancelled', why: 'not needed'}, {}, 'not needed'],
  [{state: 'done', attempt: 1}, {}, 'done'],
  [{state: 'done', attempt: 3}, {}, 'done at attempt 3'],
])('%j with %j: %s', (changes, here, sentence) => {
  expect(whyNotRunning(task(changes), {...facts, ...here})).toBe(sentence);
});
