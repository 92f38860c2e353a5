import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {startEngine} from '../../src/engine.js';
import {beat, startPulse} from '../../src/scheduler/beat.js';
import {addTask} from '../../src/tasks/add.js';
import {editTask} from '../../src/tasks/edit.js';
import {retryTask} from '../../src/tasks/retry.js';
import {outputBytes, outputFile, readTail} from '../../state/output.js';
import {countTasks} from '../../state/task-counts.js';
import {readTask} from '../../state/tasks.js';
import {type TestWorld, testWorld, until} from '../support/world.js';

function start(world: TestWorld) {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  return engine;
}

test('a flood of output is cut while it goes on, says so, and does not harm the task', async () => {
  const world = testWorld({queue: {logLimitBytes: 1_000_000}});
  const id = addTask(world, {
    title: 'flood',
    run: 'yes "a long line of output" | head -c 60000000; sleep 0.6; echo the end',
  });
  await start(world).whenIdle();
  const file = outputFile(world.paths.runs, id, 1);
  expect(readTask(world.db, id)?.state).toBe('done');
  expect(outputBytes(file)).toBeLessThan(5_000_000);
  expect(readTail(file, 100)).toContain('the end');
});

test('tasks whose files overlap never run at once, and say what they wait for', async () => {
  const world = testWorld();
  const run = (name: string) => `echo ${name} in >> log; sleep 0.3; echo ${name} out >> log`;
  const first = addTask(world, {title: 'a', run: run('a'), files: ['src/auth/**']});
  const second = addTask(world, {title: 'b', run: run('b'), files: ['src/**/*.ts']});
  const other = addTask(world, {title: 'c', run: run('c'), files: ['docs/**']});
  const engine = start(world);
  await until(() => readTask(world.db, second)?.hindrance);
  expect(readTask(world.db, second)?.why).toBe(`src/auth/** is held by #${first}`);
  await until(() => readTask(world.db, other)?.state === 'running' || readTask(world.db, other)?.state === 'done');
  await engine.whenIdle();
  const log = readTail(join(world.paths.root, 'log'), 1000)
    ?.trim()
    .split('\n')
    .filter((line) => !line.startsWith('c'));
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out']);
  expect(readTask(world.db, second)).toMatchObject({state: 'done', attempt: 1, failures: 0});
});

test('a task that no agent can do waits with the reason, and starts when it is given a command', async () => {
  const world = testWorld();
  const id = addTask(world, {title: 'think'});
  const engine = start(world);
  await until(() => readTask(world.db, id)?.why);
  expect(readTask(world.db, id)).toMatchObject({
    state: 'ready',
    why: 'no agent is set up, and it has no command to run; `orkestra agent list` says how',
  });
  editTask(world, id, {run: 'true'});
  await engine.whenIdle();
  expect(readTask(world.db, id)?.state).toBe('done');
});

test('with auto_assign off nothing starts by itself, and switching it on is enough', async () => {
  // O-111
  // part of O-47: auto_assign
  const world = testWorld({autoAssign: false});
  const id = addTask(world, {title: 'patient', run: 'true'});
  const engine = start(world);
  await until(() => world.db.value("SELECT value FROM meta WHERE key = 'pause'"));
  expect(readTask(world.db, id)?.state).toBe('ready');
  world.configure({autoAssign: true});
  await engine.whenIdle();
  expect(readTask(world.db, id)?.state).toBe('done');
});

test('a retry keeps its distance when the clock is set back an hour', async () => {
  const world = testWorld({queue: {retryDelayMs: 60_000, retryDelayMaxMs: 60_000}});
  const id = addTask(world, {title: 'bad', run: 'exit 1'});
  const engine = startEngine(world);
  await until(() => readTask(world.db, id)?.state === 'waiting');
  await engine.stop('hand-back');
  const dueIn = () => (readTask(world.db, id)?.readyAt ?? 0) - world.now();
  const before = dueIn();
  const pulse = startPulse(world);
  world.advance(-3_600_000, 'wall');
  await beat(world, {running: new Map(), starting: 0, preparing: new Set(), ended: [], onEnd() {}}, pulse);
  expect(Math.abs(dueIn() - before)).toBeLessThan(5000);
});

test('the outcome of a check decides, and is told from the outcome of the command', async () => {
  const world = testWorld();
  const good = addTask(world, {title: 'good', run: 'touch made', check: 'test -f made'});
  const bad = addTask(world, {title: 'bad', run: 'true', check: 'exit 4', retries: 0});
  await start(world).whenIdle();
  expect(readTask(world.db, good)?.state).toBe('done');
  expect(readTask(world.db, bad)).toMatchObject({state: 'failed', why: 'its check failed with exit code 4'});
});

test('a failed hard dependency blocks, a soft one does not, and a retry frees what was blocked', async () => {
  // O-19
  const world = testWorld();
  const first = addTask(world, {title: 'first', run: 'test -f ok', retries: 0});
  const hard = addTask(world, {title: 'hard', run: 'true', after: [first]});
  const soft = addTask(world, {title: 'soft', run: 'true', afterEnded: [first]});
  const engine = start(world);
  await engine.whenIdle();
  expect(countTasks(world.db)).toMatchObject({failed: 1, waiting: 1, done: 1});
  expect(readTask(world.db, soft)?.state).toBe('done');
  spawnSync('touch', [join(world.paths.root, 'ok')]);
  retryTask(world, first);
  await until(() => readTask(world.db, hard)?.state === 'done', 'the end of the blocked task');
});

const canMount =
  process.getuid?.() === 0 &&
  spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=1m x $d && umount $d']).status === 0;

describe.skipIf(!canMount)('a full disk under the output (needs root and mount)', () => {
  test('the engine goes on, the task tells its own failure, and a retry works once there is room', async () => {
    const world = testWorld({queue: {minFreeDiskBytes: 0}});
    mkdirSync(world.paths.runs, {recursive: true});
    spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'runs', world.paths.runs]);
    onTestFinished(() => void spawnSync('umount', ['-l', world.paths.runs]));
    const loud = addTask(world, {title: 'loud', run: 'head -c 2000000 /dev/zero', retries: 0});
    const engine = start(world);
    await until(() => readTask(world.db, loud)?.state === 'failed');
    const quiet = addTask(world, {title: 'quiet', run: 'true', retries: 0});
    await until(() => ['done', 'failed'].includes(readTask(world.db, quiet)?.state ?? ''));
    spawnSync('rm', ['-rf', join(world.paths.runs, String(loud))]);
    const after = addTask(world, {title: 'after', run: 'echo fine', retries: 0});
    await engine.whenIdle();
    expect(readTask(world.db, after)?.state).toBe('done');
    expect(readTail(outputFile(world.paths.runs, after, 1), 100)).toBe('fine\n');
  });
});
