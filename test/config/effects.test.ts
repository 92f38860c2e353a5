import {expect, onTestFinished, test} from 'vitest';
import {startEngine} from '../../src/engine.js';
import {addTask} from '../../src/tasks/add.js';
import {listRunning} from '../../state/attempts.js';
import {listLockFiles, readLock} from '../../state/lock-files.js';
import {readTask} from '../../state/tasks.js';
import {startChild} from '../support/child.js';
import {type TestWorld, testWorld, until} from '../support/world.js';

// What a setting changes while the engine runs; the other settings have their tests where they belong.

function start(world: TestWorld) {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  return engine;
}

/** So many times the engine has extended its lease, and so many times it could have looked for lost work. */
async function beats(world: TestWorld, count: number): Promise<void> {
  const lease = () => readLock(world.paths.locks, {kind: 'engine', id: 'engine'})?.leaseUntil;
  for (let seen = 0; seen < count; seen++) {
    const before = lease();
    await until(() => lease() !== before, 'a beat of the engine');
  }
}

test('auto_recovery decides whether the task of a dead engine comes back', async () => {
  // part of O-47: auto_recovery
  const queue = {leaseMs: 300};
  const world = testWorld({queue, autoRecovery: false});
  const id = addTask(world, {title: 'lost', run: 'true'});
  const worker = await startChild('worker', [world.paths.root, JSON.stringify({queue})]);
  worker.send({type: 'claim', free: 1});
  await worker.next('claim');
  await worker.kill();
  const engine = start(world);
  await until(() => engine.isLeading());
  await beats(world, 4);
  expect(listRunning(world.db).map((task) => task.id)).toEqual([id]);
  world.configure({autoRecovery: true});
  await engine.whenIdle();
  expect(readTask(world.db, id)).toMatchObject({state: 'done', attempt: 2});
});

test('recovery_check_interval decides how soon what a dead process held is given free', async () => {
  // part of O-47: recovery_check_interval
  const world = testWorld({queue: {leaseMs: 300}, recoveryCheckIntervalMs: 3_600_000});
  const engine = start(world);
  await until(() => engine.isLeading());
  await beats(world, 1);
  const holder = await startChild('lock-holder', [world.paths.root, 'eve']);
  holder.send({type: 'take', ids: ['deploy'], kind: 'name'});
  await holder.next('take');
  await holder.kill();
  const isHeld = () => listLockFiles(world.paths.locks).locks.some((lock) => lock.id === 'deploy');
  await beats(world, 4);
  expect(isHeld()).toBe(true);
  world.configure({recoveryCheckIntervalMs: 50});
  await until(() => !isHeld(), 'the end of the abandoned lock');
});
