import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startEngine} from '../src/engine.js';
import {takeLocks} from '../src/locks/take.js';
import {addTask} from '../src/tasks/add.js';
import {cancelTask} from '../src/tasks/cancel.js';
import {editTask} from '../src/tasks/edit.js';
import type {Ending} from '../src/tasks/endings.js';
import {retryTask} from '../src/tasks/retry.js';
import {takeTurn} from '../src/tasks/turn.js';
import type {World} from '../src/world.js';
import {lockFileName} from '../state/lock-files.js';
import {readTask} from '../state/tasks.js';
import {startChild} from './support/child.js';
import {testWorld, until} from './support/world.js';

function start(world: World) {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  return engine;
}

function claimOne(world: World): Ending {
  const [task] = takeTurn(world, {ended: [], free: 1}).started;
  if (!task) throw new Error('nothing was claimed');
  const {id, attempt, owner, agent, startedAt, hasLocks} = task;
  return {id, attempt, owner, agent, startedAt, hasLocks, outcome: 'done', exitCode: 0, why: null};
}

const linesOf = (file: string): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);

test.each(['failed', 'timed-out', 'handed-back', 'lost'] as const)(
  'a task that was asked to cancel is cancelled though its attempt came back as %s',
  (outcome) => {
    const world = testWorld();
    const id = addTask(world, {title: 'one', run: 'false', retries: 3});
    const ending = claimOne(world);
    cancelTask(world, id, 'no longer wanted');
    takeTurn(world, {ended: [{...ending, outcome, exitCode: 1, why: 'exit code 1'}], free: 0});
    expect(readTask(world.db, id)?.state).toBe('cancelled');
  },
);

test('starting a running task over forgets its failures', () => {
  const world = testWorld();
  const id = addTask(world, {title: 'one', run: 'false', retries: 1});
  takeTurn(world, {ended: [{...claimOne(world), outcome: 'failed', exitCode: 1, why: 'exit code 1'}], free: 0});
  world.advance(600_000);
  const ending = claimOne(world);
  expect(readTask(world.db, id)).toMatchObject({state: 'running', failures: 1});
  retryTask(world, id);
  takeTurn(world, {ended: [{...ending, outcome: 'handed-back', exitCode: null, why: 'started over'}], free: 0});
  expect(readTask(world.db, id)).toMatchObject({state: 'ready', failures: 0});
});

test('what a task waits for and was started over meanwhile is waited for again', () => {
  const world = testWorld();
  const first = addTask(world, {title: 'first', run: 'true'});
  const second = addTask(world, {title: 'second', run: 'true', after: [first]});
  takeTurn(world, {ended: [claimOne(world)], free: 0});
  const ending = claimOne(world);
  retryTask(world, first);
  takeTurn(world, {ended: [{...ending, outcome: 'handed-back', exitCode: null, why: 'handed back'}], free: 0});
  expect(readTask(world.db, second)).toMatchObject({state: 'waiting', depsLeft: 1});
  takeTurn(world, {ended: [claimOne(world)], free: 0});
  expect(readTask(world.db, second)).toMatchObject({state: 'ready', depsLeft: 0});
});

test('cancelling what failed does not release a second time what waited for its end', () => {
  const world = testWorld();
  const bad = addTask(world, {title: 'bad', run: 'false', retries: 0});
  const other = addTask(world, {title: 'other', run: 'true'});
  const last = addTask(world, {title: 'last', run: 'true', afterEnded: [bad, other]});
  takeTurn(world, {ended: [{...claimOne(world), outcome: 'failed', exitCode: 1, why: 'exit code 1'}], free: 0});
  expect(readTask(world.db, last)).toMatchObject({state: 'waiting', depsLeft: 1});
  cancelTask(world, bad);
  expect(readTask(world.db, last)).toMatchObject({state: 'waiting', depsLeft: 1});
});

test('a clock set back by an hour keeps nothing waiting that only waits for others', () => {
  const world = testWorld();
  const first = addTask(world, {title: 'first', run: 'true'});
  const second = addTask(world, {title: 'second', run: 'true', after: [first]});
  world.advance(-3_600_000, 'wall');
  takeTurn(world, {ended: [claimOne(world)], free: 0});
  expect(readTask(world.db, second)?.state).toBe('ready');
  expect(editTask(world, second, {title: 'another title'}).state).toBe('ready');
});

test('an engine whose lock was swept away goes on with what it runs', async () => {
  const world = testWorld({queue: {leaseMs: 900}});
  const id = addTask(world, {title: 'one', run: 'sleep 2; echo done >> log'});
  const engine = start(world);
  await until(() => readTask(world.db, id)?.pid, 'the start of the task');
  rmSync(join(world.paths.locks, lockFileName('engine', 'engine')));
  await until(() => readTask(world.db, id)?.state === 'done', 'the end of the task');
  expect(readTask(world.db, id)?.attempt).toBe(1);
  expect(linesOf(join(world.paths.root, 'log'))).toEqual(['done']);
  await until(() => engine.isLeading());
});

test('an engine whose first write fails takes the lead all the same', async () => {
  const world = testWorld({queue: {leaseMs: 900}});
  const id = addTask(world, {title: 'one', run: 'true'});
  const {commit} = world.db;
  let commits = 0;
  world.db.commit = () => {
    // The first commit takes the lock, the second says that the engine has started.
    if (++commits === 2) throw new Error('the disk is full');
    commit();
  };
  start(world);
  await until(() => readTask(world.db, id)?.state === 'done', 'the end of the task');
});

test('an end that could not be written at first is written later', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'one', run: 'sleep 0.3'});
  const engine = start(world);
  await until(() => readTask(world.db, id)?.pid, 'the start of the task');
  const {commit} = world.db;
  let failures = 0;
  world.db.commit = () => {
    if (++failures < 4) throw new Error('the disk is full');
    commit();
  };
  world.configure({autoAssign: false});
  await until(() => readTask(world.db, id)?.state === 'done', 'the end of the task');
  expect(failures).toBeGreaterThanOrEqual(4);
  expect(engine.runningCount()).toBe(0);
});

test('a task that waits for the lock of a person starts when the lease is over', async () => {
  const world = testWorld();
  takeLocks(world, {kind: 'file', ids: ['src/**'], holder: 'eve', leaseMs: 1500, isBeating: false});
  const id = addTask(world, {title: 'one', run: 'true', files: ['src/a.ts']});
  start(world);
  await until(() => readTask(world.db, id)?.hindrance === 'lock:src/**', 'the hindrance');
  await until(() => readTask(world.db, id)?.state === 'done', 'the end of the task', 10_000);
});

test('what an attempt left running is ended before the task is started again', async () => {
  const world = testWorld();
  const log = join(world.paths.root, 'log');
  const id = addTask(world, {title: 'one', run: `(sleep 2; echo late >> ${log}) & echo begun >> ${log}; wait`});
  const engine = await startChild('engine', [world.paths.root]);
  await until(() => linesOf(log).includes('begun'), 'the start of the command');
  const pid = readTask(world.db, id)?.pid ?? 0;
  await engine.kill();
  // Only the one that leads the group: what it started lives on, and nobody will say how it ended.
  process.kill(pid, 'SIGKILL');
  await until(() => world.processes.identify(pid) === undefined, 'the death of the runner');
  await start(world).whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 2});
  expect(linesOf(log)).toEqual(['begun', 'begun', 'late']);
});

test('a read that fails when others write does not end the program', async () => {
  const world = testWorld();
  const other = testWorld({}, world.paths.root);
  const id = addTask(world, {title: 'one', run: 'sleep 1'});
  start(world);
  await until(() => readTask(world.db, id)?.pid, 'the start of the task');
  const {prepare} = world.db;
  let refused = 0;
  world.db.prepare = (sql) => {
    if (!sql.includes('tasksRunning') || refused >= 3) return prepare(sql);
    refused += 1;
    throw new Error('the disk reported an error');
  };
  addTask(other, {title: 'two', run: 'true'});
  await until(() => refused === 3, 'the failing reads');
  await until(() => readTask(world.db, id)?.state === 'done', 'the end of the task');
});
