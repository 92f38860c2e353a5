import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startEngine} from '../src/engine.js';
import {addTask} from '../src/tasks/add.js';
import {cancelTask} from '../src/tasks/cancel.js';
import type {World} from '../src/world.js';
import {listAudit} from '../state/audit.js';
import {outputFile, readTail} from '../state/output.js';
import {listRuns} from '../state/runs.js';
import {countTasks} from '../state/task-counts.js';
import {readTask} from '../state/tasks.js';
import {type TestWorld, testWorld, until} from './support/world.js';

function start(world: TestWorld) {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  return engine;
}

test('a command runs, its output is kept, and what waits for it follows', async () => {
  const world = testWorld();
  const first = addTask(world, {title: 'first', run: 'echo one; echo two >&2'});
  const second = addTask(world, {title: 'second', run: 'echo three', after: [first]});
  const engine = start(world);
  await engine.whenIdle();
  expect(readTask(world.db, second)?.state).toBe('done');
  expect(readTail(outputFile(world.paths.runs, first, 1), 100)).toBe('one\ntwo\n');
  expect(listAudit(world.db, {task: second}).map((event) => event.type)).toEqual([
    'task.added',
    'task.ready',
    'task.started',
    'task.done',
  ]);
  expect(countTasks(world.db)).toMatchObject({done: 2, ready: 0, running: 0, waiting: 0});
});

test('max_concurrent_tasks is used to the full and never exceeded', async () => {
  // O-110
  // part of O-47: max_concurrent_tasks
  const world = testWorld({maxConcurrentTasks: 3});
  const log = join(world.paths.root, 'log');
  for (let n = 0; n < 9; n++)
    addTask(world, {title: `task ${n}`, run: `echo start >> ${log}; sleep 0.2; echo end >> ${log}`});
  await start(world).whenIdle();
  let running = 0;
  const seen = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (running += line === 'start' ? 1 : -1));
  expect(Math.max(...seen)).toBe(3);
  expect(countTasks(world.db).done).toBe(9);
});

test('a failing task is retried with growing pauses and then given up with its history', async () => {
  // O-26
  const world = testWorld({queue: {retryDelayMs: 20, retryDelayMaxMs: 50}});
  const id = addTask(world, {title: 'bad', run: 'exit 7', retries: 2});
  await start(world).whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'failed', failures: 3, attempt: 3, why: 'exit code 7'});
  expect(listRuns(world.db, id).map((run) => [run.attempt, run.state, run.exitCode])).toEqual([
    [1, 'failed', 7],
    [2, 'failed', 7],
    [3, 'failed', 7],
  ]);
});

test('cancelling a running task ends its whole process group', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'long', run: 'sleep 100 & echo $! > child; wait'});
  const engine = start(world);
  const child = await until(() => {
    try {
      return Number(readFileSync(join(world.paths.root, 'child'), 'utf8'));
    } catch {
      return undefined;
    }
  });
  cancelTask(world, id);
  await engine.whenIdle();
  expect(readTask(world.db, id)?.state).toBe('cancelled');
  await until(() => world.processes.identify(child) === undefined, 'the death of the grandchild');
});

test('handing back stops the work and puts it into the queue without counting a failure', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'long', run: 'sleep 100'});
  const engine = startEngine(world);
  await until(() => readTask(world.db, id)?.pid);
  await engine.stop('hand-back');
  expect(readTask(world.db, id)).toMatchObject({state: 'ready', failures: 0, attempt: 1, owner: null});
});

test('a task that runs longer than its limit is stopped and says so', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'slow', run: 'sleep 100', timeoutMs: 300, retries: 0});
  await start(world).whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'failed', why: 'it ran longer than its time limit'});
});

test('what the book calls running the engine counts as running, from the moment it is written', async () => {
  const world = testWorld({maxConcurrentTasks: 20});
  for (let number = 0; number < 20; number++) addTask(world, {title: 'long', run: 'sleep 100'});
  const engine = start(world);
  let looks = 0;
  const isBehind = () => engine.runningCount() < countTasks(world.db).running;
  for (; countTasks(world.db).running < 20; looks++) {
    expect(isBehind()).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(isBehind()).toBe(false);
  expect(looks).toBeGreaterThan(1);
});

test('a task that was given to another engine before its command began is not begun here', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'wanted', run: 'touch begun'});
  const {identify} = world.processes;
  let isTaken = false;
  // Between the claim and the moment the process is written down, as when the machine sleeps there.
  const processes = Object.assign(Object.create(world.processes) as World['processes'], {
    identify(pid: number) {
      const {changes} = world.db
        .prepare(
          "UPDATE tasks SET owner = 'vega/1/x', attempt = attempt + 1 WHERE id = ? AND owner = ? AND pid IS NULL",
        )
        .run(id, world.owner);
      isTaken ||= changes === 1;
      return identify(pid);
    },
  });
  const warnings: string[] = [];
  const log = {...world.log, warning: (text: string) => void warnings.push(text)};
  start(Object.assign(Object.create(world) as TestWorld, {processes, log}));
  await until(() => warnings.some((text) => text.includes('was no longer ours')), 'the end of the attempt');
  expect(isTaken).toBe(true);
  expect(existsSync(join(world.paths.root, 'begun'))).toBe(false);
  expect(readTask(world.db, id)).toMatchObject({state: 'running', owner: 'vega/1/x', attempt: 2, pid: null});
});
