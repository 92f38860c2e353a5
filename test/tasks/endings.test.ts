import {expect, test} from 'vitest';
import {chainHash, GENESIS} from '../../src/audit/record.js';
import {addTask, addTasks} from '../../src/tasks/add.js';
import type {StartedTask} from '../../src/tasks/claim.js';
import type {Ending} from '../../src/tasks/endings.js';
import {takeTurn} from '../../src/tasks/turn.js';
import {listAudit} from '../../state/audit.js';
import {listRuns, type RunState} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import {readTask} from '../../state/tasks.js';
import {testWorld} from '../support/world.js';

const endingOf = (
  task: StartedTask | undefined,
  outcome: RunState,
  exitCode: number | null,
  why: string | null,
): Ending => {
  if (!task) throw new Error('the task was not started');
  const {id, attempt, owner, agent, startedAt, hasLocks} = task;
  return {id, attempt, owner, agent, startedAt, hasLocks, outcome, exitCode, why};
};

test('attempts that end in one turn in different ways leave each its own state and history', () => {
  const world = testWorld();
  const drafts = ['done', 'done too', 'failed', 'given up', 'cancelled', 'handed back', 'lost', 'reviewed'].map(
    (title) => ({
      title,
      run: 'true',
      retries: title === 'given up' ? 0 : 3,
      review: title === 'reviewed' ? ('human' as const) : null,
    }),
  );
  const ids = addTasks(world, drafts);
  const {started} = takeTurn(world, {ended: [], free: 10});
  const of = (title: string) => started.find((task) => task.title === title);
  const {lost} = takeTurn(world, {
    free: 0,
    ended: [
      endingOf(of('done'), 'done', 0, null),
      endingOf(of('failed'), 'failed', 7, 'exit code 7'),
      endingOf(of('given up'), 'failed', 7, 'exit code 7'),
      endingOf(of('cancelled'), 'cancelled', null, 'not wanted'),
      endingOf(of('handed back'), 'handed-back', null, 'the engine stopped'),
      endingOf(of('lost'), 'lost', null, 'its engine died'),
      endingOf(of('reviewed'), 'done', 0, null),
      endingOf(of('done too'), 'done', 0, null),
    ],
  });
  expect(lost).toEqual([]);
  expect(
    ids.map((id) => readTask(world.db, id)).map((task) => [task?.title, task?.state, task?.failures, task?.why]),
  ).toEqual([
    ['done', 'done', 0, null],
    ['done too', 'done', 0, null],
    ['failed', 'waiting', 1, 'exit code 7'],
    ['given up', 'failed', 1, 'exit code 7'],
    ['cancelled', 'cancelled', 0, 'not wanted'],
    ['handed back', 'ready', 0, 'the engine stopped'],
    ['lost', 'ready', 0, 'its engine died'],
    ['reviewed', 'review', 0, 'finished; waits for review'],
  ]);
  expect(ids.map((id) => listRuns(world.db, id).map((run) => [run.state, run.exitCode, run.why]))).toEqual([
    [['done', 0, null]],
    [['done', 0, null]],
    [['failed', 7, 'exit code 7']],
    [['failed', 7, 'exit code 7']],
    [['cancelled', null, 'not wanted']],
    [['handed-back', null, 'the engine stopped']],
    [['lost', null, 'its engine died']],
    [['done', 0, null]],
  ]);
  expect(listRuns(world.db, ids[0] ?? 0)[0]).toMatchObject({
    attempt: 1,
    agent: 'shell',
    owner: world.owner,
    startedAt: of('done')?.startedAt,
  });
  expect(countTasks(world.db)).toMatchObject({
    running: 0,
    done: 2,
    waiting: 1,
    failed: 1,
    cancelled: 1,
    ready: 2,
    review: 1,
  });
});

test('an end that is told twice, too late, or by another owner is lost, and writes nothing', () => {
  const world = testWorld();
  const id = addTask(world, {title: 'once', run: 'true'});
  const [task] = takeTurn(world, {ended: [], free: 1}).started;
  const done = endingOf(task, 'done', 0, null);
  const foreign = {...done, owner: 'elsewhere/1/1'};
  const early = {...done, attempt: 2};
  const {lost} = takeTurn(world, {ended: [foreign, early, done, done], free: 0});
  expect(lost).toEqual([foreign, early, done]);
  expect(takeTurn(world, {ended: [done], free: 0}).lost).toEqual([done]);
  expect(listRuns(world.db, id)).toHaveLength(1);
  expect(countTasks(world.db)).toMatchObject({running: 0, done: 1});
});

test('a turn of hundreds leaves each event in the trail, in one chain and in the order of what happened', () => {
  const world = testWorld();
  const ids = addTasks(
    world,
    Array.from({length: 237}, (_, n) => ({title: `task ${n}`, run: 'true'})),
  );
  const last = addTask(world, {title: 'after all', run: 'true', after: ids});
  const {started} = takeTurn(world, {ended: [], free: 300});
  takeTurn(world, {ended: started.map((task) => endingOf(task, 'done', 0, null)), free: 300});
  const events = listAudit(world.db, {limit: 10_000});
  expect(events.map((event) => event.id)).toEqual(events.map((_, n) => n + 1));
  const of = (type: string) => events.filter((event) => event.type === type).map((event) => event.task);
  expect(of('task.added')).toEqual([...ids, last]);
  expect(of('task.started')).toEqual([...ids, last]);
  expect(of('task.done')).toEqual(ids);
  expect(of('task.ready')).toEqual([last]);
  let previous = GENESIS;
  for (const event of events) {
    expect(event.hash).toBe(chainHash(previous, event));
    previous = event.hash;
  }
});
