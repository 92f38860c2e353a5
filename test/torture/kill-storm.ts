import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {addTask} from '../../src/tasks/add.js';
import {retryTask} from '../../src/tasks/retry.js';
import {listLockFiles} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {listRuns} from '../../state/runs.js';
import {countTasks} from '../../state/task-counts.js';
import {listTasks} from '../../state/tasks.js';
import {startChild} from '../support/child.js';
import {auditProblems, bookProblems} from '../support/queue-walk.js';
import {type Dice, dice} from '../support/random.js';
import {type TestWorld, testWorld} from '../support/world.js';

export interface Storm {
  kills: number;
  tasks: number;
  seed: number;
  /** How long a command takes at most, so that the work does not run out before the kills do. */
  longestMs: number;
}

const queue = {leaseMs: 2000, killGraceMs: 500};

/**
 * Kills the engine again and again, at moments and at commits of the seed's choosing, and then lets one finish. Each
 * task appends its number to a file when it runs: that is what must happen once, whatever dies.
 */
export async function killStorm({kills, tasks, seed, longestMs}: Storm): Promise<void> {
  const world = testWorld({queue});
  const random = dice(seed);
  addTasksOf(world, tasks, longestMs, random);
  const startedAt = performance.now();
  for (let kill = 0; kill < kills; kill++) await killOnce(world, random);
  const killedFor = performance.now() - startedAt;
  const left = tasks - countTasks(world.db).done;
  const givenUp = retryGivenUp(world);

  const last = await startChild('engine', [world.paths.root, JSON.stringify({queue})]);
  last.send({type: 'idle'});
  await last.next('idle', 120_000);
  last.send({type: 'stop', how: 'hand-back'});
  await last.next('stop');

  checkAll(world, tasks, seed);
  const runs = listTasks(world.db).reduce((sum, task) => sum + listRuns(world.db, task.id).length, 0);
  console.log(
    `seed ${seed}: ${kills} kills in ${(killedFor / 1000).toFixed(1)} s, ${left} of ${tasks} tasks left then; ` +
      `${runs} attempts in all, ${countAdopted(world)} times a running command was adopted, ${givenUp} given up after five dead engines`,
  );
}

/** Some share files, some wait for others, some fail at first: all that an engine has in its hands when it dies. */
function addTasksOf(world: TestWorld, count: number, longestMs: number, random: Dice): void {
  const effects = join(world.paths.root, 'effects');
  for (let number = 1; number <= count; number++) {
    const nap = (random.below(longestMs) / 2000).toFixed(3);
    addTask(world, {
      title: `task ${number}`,
      run: `sleep ${nap}; echo ${number} >> ${effects}; sleep ${nap}`,
      after: number > 5 && random.chance(30) ? [number - 1 - random.below(5)] : [],
      files: random.chance(40) ? [`src/${random.below(8)}/**`] : [],
    });
  }
}

/** A task under which five engines died is taken for the cause; a person who knows better starts it over. */
export function retryGivenUp(world: TestWorld): number {
  const givenUp = listTasks(world.db, {states: ['failed']}).filter(
    (task) => listRuns(world.db, task.id).filter((run) => run.state === 'lost').length >= 5,
  );
  for (const task of givenUp) retryTask(world, task.id);
  return givenUp.length;
}

async function killOnce(world: TestWorld, random: Dice): Promise<void> {
  const atCommit = random.chance(60);
  const dieAt = {commit: 1 + random.below(16), when: random.pick(['before', 'after'] as const)};
  const engine = await startChild('engine', [world.paths.root, JSON.stringify({queue, ...(atCommit && {dieAt})})]);
  await engine.next('started').catch(() => undefined);
  if (atCommit) {
    // A short book may not need so many commits.
    const giveUp = setTimeout(() => void engine.kill(), 3000);
    await engine.exited;
    clearTimeout(giveUp);
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, random.below(300)));
  await engine.kill();
}

export function checkAll(world: TestWorld, tasks: number, seed: number): void {
  const file = join(world.paths.root, 'effects');
  const effects = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
  const expected = Array.from({length: tasks}, (_, index) => index + 1);
  const all = listTasks(world.db);
  const unfinished = all
    .filter((task) => task.state !== 'done')
    .map((task) => `#${task.id} ${task.state}: ${task.why}`);
  expect(unfinished.join('\n'), `seed ${seed}: every task ends`).toBe('');
  expect(
    effects.sort((a, b) => a - b),
    `seed ${seed}: what a command does happens once`,
  ).toEqual(expected);
  for (const task of all) {
    const done = listRuns(world.db, task.id).filter((run) => run.state === 'done');
    expect(done, `seed ${seed}: #${task.id} ends once`).toHaveLength(1);
  }
  expect(bookProblems(world), `seed ${seed}: the book is true to itself`).toEqual([]);
  expect(auditProblems(world), `seed ${seed}: the trail is whole`).toEqual([]);
  expect(listLockFiles(world.paths.locks), `seed ${seed}: no lock stays`).toEqual({locks: [], damaged: []});
  expect(listLocks(world.db)).toEqual([]);
  expect(world.db.value('PRAGMA integrity_check')).toBe('ok');
}

const countAdopted = ({db}: TestWorld): number =>
  db.value("SELECT count(*) FROM audit WHERE type = 'task.adopted'") ?? 0;
