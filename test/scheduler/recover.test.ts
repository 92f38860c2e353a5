import {appendFileSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {startEngine} from '../../src/engine.js';
import {recoverTasks} from '../../src/scheduler/recover.js';
import {addTask} from '../../src/tasks/add.js';
import {cancelTask} from '../../src/tasks/cancel.js';
import {endOrphan} from '../../src/tasks/end-orphan.js';
import type {World} from '../../src/world.js';
import {startTasks, writeProcess} from '../../state/attempts.js';
import {listAudit} from '../../state/audit.js';
import {listLockFiles} from '../../state/lock-files.js';
import {listRuns} from '../../state/runs.js';
import {readTask} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {type TestWorld, testWorld, until} from '../support/world.js';

/** The same project in the eyes of a process that is dead by now. */
function deadWorld(world: TestWorld): World {
  const {boot} = world.processes;
  const self = {pid: 4_190_000, startedAt: `${boot}-1`};
  const processes = Object.assign(Object.create(world.processes) as World['processes'], {self});
  return Object.assign(Object.create(world) as World, {
    processes,
    owner: `${processes.host}/${self.pid}/${self.startedAt}`,
  });
}

function start(world: World) {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  return engine;
}

/** Runs the task under an engine that then dies without a word, as after kill -9. */
async function runUnderDeadEngine(world: TestWorld, id: number): Promise<void> {
  const engine = startEngine(deadWorld(world));
  await until(() => readTask(world.db, id)?.pid, 'the start of the task');
  await engine.stop('leave');
}

test('a process that outlives its engine is adopted, and its outcome counts for the same attempt', async () => {
  // O-135
  const world = testWorld();
  const id = addTask(world, {
    title: 'survivor',
    run: 'echo begun >> log; sleep 1; echo ended >> log',
    files: ['src/**'],
  });
  await runUnderDeadEngine(world, id);
  await start(world).whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 1, failures: 0});
  expect(readFileSync(join(world.paths.root, 'log'), 'utf8')).toBe('begun\nended\n');
  expect(listAudit(world.db, {task: id}).map((event) => event.type)).toContain('task.adopted');
  expect(listLockFiles(world.paths.locks).locks.filter((lock) => lock.kind === 'file')).toEqual([]);
});

test('what ended while no engine lived is not done again', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'quick', run: 'echo once >> log; exit 0'});
  const bad = addTask(world, {title: 'bad', run: 'sleep 0.1; exit 9', retries: 0});
  await runUnderDeadEngine(world, bad);
  await until(
    () =>
      !world.processes.isAlive({
        pid: readTask(world.db, bad)?.pid ?? 0,
        startedAt: readTask(world.db, bad)?.pidStartedAt ?? '',
      }),
  );
  await start(world).whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 1});
  expect(readTask(world.db, bad)).toMatchObject({state: 'failed', attempt: 1, why: 'exit code 9'});
  expect(readFileSync(join(world.paths.root, 'log'), 'utf8')).toBe('once\n');
});

/** Claims the task for an engine that is dead, whose process, if it had begun, is dead as well. */
function loseAttempt(world: TestWorld, id: number, hasBegun: boolean): void {
  const {owner} = deadWorld(world);
  write(world.db, () => {
    startTasks(world.db, [id], {owner, leaseUntil: world.now() + 60_000, agent: 'shell', at: world.now()});
    const attempt = readTask(world.db, id)?.attempt ?? 0;
    if (hasBegun) writeProcess(world.db, {id, attempt, owner}, 4_190_001, `${world.processes.boot}-1`);
  });
}

test('an attempt of which nothing is left goes back into the queue once, without counting a failure', async () => {
  // O-27 O-91
  const world = testWorld();
  const id = addTask(world, {title: 'lost', run: 'echo ran >> log', retries: 0});
  loseAttempt(world, id, true);
  await start(world).whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 2, failures: 0});
  expect(listRuns(world.db, id).map((run) => run.state)).toEqual(['lost', 'done']);
});

test('a task that loses its engine again and again is taken for the cause', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'poison', run: 'true'});
  for (let n = 0; n < 5; n++) {
    loseAttempt(world, id, true);
    await recoverTasks(world);
  }
  expect(readTask(world.db, id)).toMatchObject({state: 'failed', attempt: 5, failures: 0});
});

test('the death of an engine is not held against a task that had not begun', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'innocent', run: 'true'});
  for (let n = 0; n < 8; n++) {
    loseAttempt(world, id, false);
    await recoverTasks(world);
  }
  expect(readTask(world.db, id)).toMatchObject({state: 'ready', attempt: 8, failures: 0});
});

test('a running task without an engine is cancelled by the command itself', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'orphan', run: 'sleep 100'});
  await runUnderDeadEngine(world, id);
  const pid = readTask(world.db, id)?.pid ?? 0;
  expect((await endOrphan(world, cancelTask(world, id))).state).toBe('cancelled');
  expect(world.processes.identify(pid)).toBeUndefined();
});

test('one engine leads, and another takes over when it stops', async () => {
  // O-37
  const world = testWorld();
  const first = startEngine(deadWorld(world));
  await until(() => first.isLeading());
  appendFileSync(world.paths.bell, '.');
  await first.stop('leave');
  const second = start(world);
  await until(() => second.isLeading());
  const third = start(Object.assign(Object.create(world) as World, {owner: `${world.owner}x`}));
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(third.isLeading()).toBe(false);
});
