import {expect, test} from 'vitest';
import {record} from '../../src/audit/record.js';
import {replayTask} from '../../src/audit/replay.js';
import {tellEvent} from '../../src/audit/tell.js';
import {auditReplay} from '../../src/cli/audit-replay.js';
import {addTask} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {dropTask} from '../../src/tasks/drop.js';
import {editTask} from '../../src/tasks/edit.js';
import {prioritizeTask} from '../../src/tasks/reorder.js';
import {retryTask} from '../../src/tasks/retry.js';
import {approveTask, rejectTask} from '../../src/tasks/review.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {readState} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {callCommand} from '../support/call.js';
import {type TestWorld, testWorld} from '../support/world.js';

/** Claims the next task and ends it. */
function finish(world: TestWorld, outcome: 'done' | 'failed' = 'done'): void {
  const [task] = takeTurn(world, {ended: [], free: 1}).started;
  if (!task) throw new Error('nothing to finish');
  const why = outcome === 'done' ? null : 'exit code 7';
  takeTurn(world, {ended: [{...task, outcome, exitCode: outcome === 'done' ? 0 : 7, why}], free: 0});
}

const story = (world: TestWorld, task: number): (string | undefined)[][] =>
  replayTask(world, task).map(({says, state}) => [says, state]);

test('the whole life of a task is told in order, with its state after each event', () => {
  // O-35
  const world = testWorld({queue: {retryDelayMs: 0, retryDelayMaxMs: 0}});
  const first = addTask(world, {title: 'first', run: 'true'});
  const id = addTask(world, {title: 'second', run: 'true', after: [first], retries: 1, review: 'human'});
  prioritizeTask(world, id, 'high');
  editTask(world, id, {title: 'the second'});
  finish(world);
  finish(world, 'failed');
  finish(world);
  rejectTask(world, id, 'too short');
  finish(world);
  approveTask(world, id);
  expect(story(world, id)).toEqual([
    ['user added "second", to follow #1', 'waiting'],
    ['user changed its priority from normal to high', 'waiting'],
    ['user changed title', 'waiting'],
    ['nothing is in its way any more', 'ready'],
    ['shell started attempt 1', 'running'],
    ['shell failed in attempt 1: exit code 7', 'waiting'],
    ['nothing is in its way any more', 'ready'],
    ['shell started attempt 2', 'running'],
    ['shell finished attempt 2', 'review'],
    ['user put it back into the queue', 'ready'],
    ['user rejected it: too short', 'ready'],
    ['shell started attempt 3', 'running'],
    ['shell finished attempt 3', 'review'],
    ['user approved it', 'done'],
  ]);
  expect(story(world, id).at(-1)?.[1]).toBe(readState(world.db, id));
});

test('a task that has not begun is where the queue has it', () => {
  const world = testWorld();
  const done = addTask(world, {title: 'done', run: 'true'});
  finish(world);
  const ready = addTask(world, {title: 'ready at once', run: 'true', after: [done]});
  const waiting = addTask(world, {title: 'waits', run: 'true', after: [ready]});
  expect(story(world, ready)).toEqual([['user added "ready at once", to follow #1', 'ready']]);
  expect(story(world, waiting)).toEqual([['user added "waits", to follow #2', 'waiting']]);
  finish(world);
  expect(story(world, ready)[0]?.[1]).toBe('ready');
});

test('a deleted task keeps its history', () => {
  const world = testWorld();
  const id = addTask(world, {title: 'short lived', run: 'true'});
  cancelTask(world, id, 'not needed');
  retryTask(world, id);
  cancelTask(world, id);
  dropTask(world, id);
  expect(story(world, id)).toEqual([
    ['user added "short lived"', 'ready'],
    ['user cancelled it: not needed', 'cancelled'],
    ['user put it back into the queue', 'ready'],
    ['user cancelled it: cancelled', 'cancelled'],
    ['user deleted "short lived"', 'deleted'],
  ]);
});

test('the events of its locks belong to the story', () => {
  const world = testWorld();
  const id = addTask(world, {title: 'locks', run: 'true', files: ['src/**']});
  finish(world);
  expect(story(world, id)).toEqual([
    ['user added "locks"', 'ready'],
    ['#1 locked src/**', 'ready'],
    ['shell started attempt 1', 'running'],
    ['#1 gave src/** back', 'running'],
    ['shell finished attempt 1', 'done'],
  ]);
});

test('a task that never was is told in one sentence', () => {
  expect(() => replayTask(testWorld(), 7)).toThrow('Nothing is recorded of a task #7.');
});

test('an event nobody knows, or with data of an intruder, is told all the same', () => {
  const tell = (type: string, data: unknown): string =>
    tellEvent({type, agent: null, actor: 'eve', data: typeof data === 'string' ? data : JSON.stringify(data)});
  expect(tell('vote.closed', {id: 3})).toBe('eve: vote.closed {"id":3}');
  expect(tell('vote.closed', {})).toBe('eve: vote.closed');
  expect(tell('task.added', 'no json')).toBe('eve added ""');
  expect(tell('task.added', {title: {a: 1}, needs: 'x'})).toBe('eve added ""');
  expect(tell('constructor', {})).toBe('eve: constructor');
  expect(tell('task.done', {outcome: 'toString', attempt: 1})).toBe(
    'eve: task.done {"outcome":"toString","attempt":1}',
  );
  expect(tell('task.added', {title: 'a\u001b[2J\u001b]0;owned\u0007b\nc\u202e'})).not.toMatch(/[\u0000-\u001f\u202e]/);
  expect(tell('task.added', {title: 'x'.repeat(5000)}).length).toBe(300);
});

test('the command prints a line for each event, in local time', async () => {
  // O-35
  const world = testWorld();
  const at = new Date(2026, 10, 20, 14, 2, 11).getTime();
  write(world.db, () =>
    record({db: world.db, actor: 'user', now: () => at}, {type: 'task.added', task: 1, data: {title: 'x', needs: []}}),
  );
  write(world.db, () =>
    record(
      {db: world.db, actor: 'engine', now: () => at},
      {type: 'task.started', task: 1, agent: 'claude', data: {attempt: 2}},
    ),
  );
  const {out} = await callCommand(world, auditReplay, {args: ['1']});
  expect(out.split('\n')).toEqual([
    '2026-11-20 14:02:11  ready    user added "x"',
    '2026-11-20 14:02:11  running  claude started attempt 2',
  ]);
  const {json} = await callCommand(world, auditReplay, {args: ['#1'], isJson: true});
  expect(json).toMatchObject([
    {id: 1, type: 'task.added', task: 1, says: 'user added "x"', state: 'ready', at: new Date(at).toISOString()},
    {id: 2, type: 'task.started', agent: 'claude', state: 'running'},
  ]);
});
