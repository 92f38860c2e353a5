import {expect, test} from 'vitest';
import {dropLocks} from '../../src/locks/take.js';
import {type Lock, linkLock, listLockFiles, readLock, unlinkLock} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {type Child, startChild, startChildren} from '../support/child.js';
import {type TestWorld, testWorld} from '../support/world.js';

const ROUNDS = 30;
const RACERS = 20;

interface Try {
  type: string;
  ok: boolean;
  fences: number[];
  [field: string]: unknown;
}

async function startRacers(world: TestWorld): Promise<Child[]> {
  const racers = await startChildren(RACERS, 'lock-racer', (number) => [world.paths.root, `racer-${number}`]);
  await Promise.all(racers.map((racer) => racer.next('started')));
  return racers;
}

/** All start at one moment of the clock; who has it then? */
async function race(
  racers: readonly Child[],
  type: 'take' | 'link',
  order: (number: number) => Record<string, unknown>,
) {
  const at = Date.now() + 30;
  for (const [number, racer] of racers.entries()) racer.send({type, at, ...order(number)});
  const tries = await Promise.all(racers.map((racer) => racer.next<Try>(type)));
  return tries.flatMap((one, number) => (one.ok ? [{holder: `racer-${number}`, fences: one.fences}] : []));
}

test('of 20 processes racing for one lock exactly one wins, every time', async () => {
  // O-15
  const world = testWorld();
  const racers = await startRacers(world);
  let lastFence = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const winners = await race(racers, 'take', () => ({ids: ['src/app.ts']}));
    expect(winners, `round ${round}`).toHaveLength(1);
    const {locks} = listLockFiles(world.paths.locks);
    expect(locks.map((lock) => lock.holder)).toEqual([winners[0]?.holder]);
    expect(listLocks(world.db).map((lock) => lock.holder)).toEqual([winners[0]?.holder]);
    expect(locks[0]?.fence).toBeGreaterThan(lastFence);
    lastFence = locks[0]?.fence ?? 0;
    dropLocks(world, winners[0]?.holder ?? '');
  }
});

test('of 20 processes whose globs overlap exactly one wins, every time', async () => {
  // O-15
  const world = testWorld();
  const racers = await startRacers(world);
  const globs = ['src/**', 'src/a.ts', 'src/{a,b}.ts', '**/a.ts', 'src'];
  for (let round = 0; round < ROUNDS; round++) {
    const winners = await race(racers, 'take', (number) => ({
      ids: [globs[(number + round) % globs.length], `own/${number}`],
    }));
    expect(winners, `round ${round}`).toHaveLength(1);
    // The losers' second glob was free; all or none means they do not have it either.
    expect(listLockFiles(world.paths.locks).locks).toHaveLength(2);
    dropLocks(world, winners[0]?.holder ?? '');
  }
});

test('of 20 processes racing for the lock of a dead one exactly one wins, every time', async () => {
  // O-15 O-16
  const world = testWorld();
  const racers = await startRacers(world);
  for (let round = 0; round < ROUNDS; round++) {
    const dead = await startChild('lock-racer', [world.paths.root, 'dead']);
    dead.send({type: 'take', at: 0, ids: ['src/app.ts']});
    expect((await dead.next<Try>('take')).ok).toBe(true);
    await dead.kill();
    const winners = await race(racers, 'take', () => ({ids: ['src/app.ts']}));
    expect(winners, `round ${round}`).toHaveLength(1);
    expect(listLockFiles(world.paths.locks).locks.map((lock) => lock.holder)).toEqual([winners[0]?.holder]);
    dropLocks(world, winners[0]?.holder ?? '');
  }
});

test('the directory alone lets exactly one of 20 processes have a name, every time', async () => {
  // O-15
  const world = testWorld();
  const racers = await startRacers(world);
  for (let round = 0; round < ROUNDS; round++) {
    const winners = await race(racers, 'link', () => ({id: 'deploy'}));
    expect(winners, `round ${round}`).toHaveLength(1);
    expect(readLock(world.paths.locks, {kind: 'name', id: 'deploy'})?.holder).toBe(winners[0]?.holder);
    expect(unlinkLock(world.paths.locks, {kind: 'name', id: 'deploy'})).toBe(true);
  }
});

test('a name that is linked already is refused without a change', () => {
  const world = testWorld();
  const lock = (holder: string) => ({...template(world), holder});
  expect(linkLock(world.paths.locks, lock('first'))).toBe(true);
  expect(linkLock(world.paths.locks, lock('second'))).toBe(false);
  expect(readLock(world.paths.locks, {kind: 'name', id: 'deploy'})?.holder).toBe('first');
});

const template = ({processes}: TestWorld): Lock => ({
  id: 'deploy',
  kind: 'name',
  holder: 'first',
  task: null,
  host: processes.host,
  process: processes.self,
  work: null,
  reason: null,
  fence: 1,
  takenAt: 0,
  leaseUntil: 0,
  boot: processes.boot,
  uptimeUntil: 0,
});
