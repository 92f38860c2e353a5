import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {countTasks} from '../../state/task-counts.js';
import {type Child, type Message, startChild} from '../support/child.js';
import {auditProblems, bookProblems} from '../support/queue-walk.js';
import {type TestWorld, testWorld, until} from '../support/world.js';

interface Led extends Message {
  at: number;
}

const queue = {leaseMs: 2000};

/**
 * Two engines and a process that only adds tasks, all at once. The engine that leads is killed so many times, and each
 * time another stands ready. Returns how long the project was without an engine, in ms.
 */
export async function takeover({kills, tasksEach}: {kills: number; tasksEach: number}): Promise<number[]> {
  const world = testWorld();
  const effects = join(world.paths.root, 'effects');
  const start = (): Promise<Child> => startChild('engine', [world.paths.root, JSON.stringify({queue})]);
  const adder = await startChild('adder', [world.paths.root, effects]);
  await adder.next('started');
  let [leader, standby] = await firstPair(start);
  const gaps: number[] = [];
  for (let kill = 0; kill < kills; kill++) {
    adder.send({type: 'add', count: tasksEach});
    const done = countTasks(world.db).done;
    await until(() => countTasks(world.db).done > done + 2, 'some work under this leader');
    expect(await hasSpoken(standby, 'leads'), 'only one leads').toBe(false);
    const killedAt = Date.now();
    await leader.kill();
    const led = await standby.next<Led>('leads');
    expect(led.at).toBeGreaterThanOrEqual(killedAt);
    gaps.push(led.at - killedAt);
    await adder.next('add');
    leader = standby;
    standby = await start();
    await standby.next('started');
  }
  leader.send({type: 'idle'});
  await leader.next('idle', 120_000);
  expect(await hasSpoken(standby, 'leads'), 'only one leads').toBe(false);
  checkAll(world, effects, kills * tasksEach);
  return gaps;
}

async function firstPair(start: () => Promise<Child>): Promise<[Child, Child]> {
  const [one, two] = await Promise.all([start(), start()]);
  await Promise.all([one, two].map((engine) => engine.next('started')));
  for (let looks = 0; looks < 10_000; looks++) {
    if (await hasSpoken(one, 'leads')) return [one, two];
    if (await hasSpoken(two, 'leads')) return [two, one];
  }
  throw new Error('nobody leads');
}

/** Whether it has said so by now; what it says later is left to be heard. */
async function hasSpoken(child: Child, type: string): Promise<boolean> {
  return child.next(type, 1).then(
    () => true,
    () => false,
  );
}

function checkAll(world: TestWorld, effects: string, tasks: number): void {
  const done = existsSync(effects) ? readFileSync(effects, 'utf8').trim().split('\n').map(Number) : [];
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({length: tasks}, (_, index) => index + 1));
  expect(countTasks(world.db)).toMatchObject({done: tasks, ready: 0, waiting: 0, running: 0, failed: 0});
  expect(bookProblems(world)).toEqual([]);
  expect(auditProblems(world)).toEqual([]);
}
