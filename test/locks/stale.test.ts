import {expect, onTestFinished, test} from 'vitest';
import {adoptLocks, beatLocks} from '../../src/locks/beat.js';
import {whyStale} from '../../src/locks/stale.js';
import {takeLocks} from '../../src/locks/take.js';
import {lockFacts, type World} from '../../src/world.js';
import {type Lock, listLockFiles, readLock} from '../../state/lock-files.js';
import {startChild} from '../support/child.js';
import {dice} from '../support/random.js';
import {testWorld, until} from '../support/world.js';

const take = (world: World, holder: string, ids = ['src/a.ts'], leaseMs = 60_000) =>
  takeLocks(world, {kind: 'file', ids, holder, leaseMs, isBeating: true});

function onlyLock(world: World): Lock {
  const [lock] = listLockFiles(world.paths.locks).locks;
  if (!lock) throw new Error('nothing is locked');
  return lock;
}

test('the lock of a living process holds, and from its death on it does not', async () => {
  // O-16
  const world = testWorld();
  const owner = await startChild('lock-holder', [world.paths.root, 'owner']);
  owner.send({type: 'take', ids: ['src/a.ts']});
  await owner.next('take');
  expect(whyStale(onlyLock(world), lockFacts(world))).toBeUndefined();
  expect(take(world, 'ann')).toMatchObject({ok: false, holder: 'owner'});
  await owner.kill();
  expect(whyStale(onlyLock(world), lockFacts(world))).toBe(`its owner (pid ${owner.pid}) is gone`);
  expect(take(world, 'ann')).toMatchObject({ok: true});
});

test('a later process with the same pid does not keep the lock of the one before', () => {
  // O-16
  const world = testWorld();
  take(world, 'owner');
  const lock = onlyLock(world);
  const {self} = world.processes;
  expect(whyStale(lock, lockFacts(world))).toBeUndefined();
  expect(whyStale({...lock, process: {...self, startedAt: `${world.processes.boot}-1`}}, lockFacts(world))).toMatch(
    /is gone$/,
  );
});

test('a silent owner loses its lock with the lease, not a moment before', () => {
  // O-16
  const world = testWorld();
  take(world, 'owner', ['src/a.ts'], 10_000);
  world.advance(9900);
  expect(take(world, 'ann')).toMatchObject({ok: false});
  world.advance(101);
  expect(whyStale(onlyLock(world), lockFacts(world))).toBe('its lease ran out without a beat');
  expect(take(world, 'ann')).toMatchObject({ok: true});
});

test('a live owner that beats never loses its lock, though the wall clock jumps by an hour either way', () => {
  // O-16
  const owner = testWorld();
  const rival = testWorld({}, owner.paths.root);
  take(owner, 'owner', ['src/a.ts'], 10_000);
  const random = dice(7);
  for (let round = 0; round < 200; round++) {
    owner.advance(random.below(7_200_000) - 3_600_000, 'wall');
    rival.advance(random.below(7_200_000) - 3_600_000, 'wall');
    for (const world of [owner, rival]) world.advance(9000);
    expect(take(rival, 'rival'), `round ${round}`).toMatchObject({ok: false, holder: 'owner'});
    expect(beatLocks(owner, 10_000)).toHaveLength(1);
  }
  for (const world of [owner, rival]) world.advance(10_001);
  expect(take(rival, 'rival')).toMatchObject({ok: true});
});

test('a lock of another machine is judged by its lease alone', async () => {
  const world = testWorld();
  const away = await startChild('lock-holder', [world.paths.root, 'away', 'vega']);
  away.send({type: 'take', ids: ['src/a.ts'], leaseMs: 5000});
  await away.next('take');
  await away.kill();
  expect(take(world, 'ann')).toMatchObject({ok: false, holder: 'away'});
  world.advance(5001);
  expect(take(world, 'ann')).toMatchObject({ok: true});
});

test('a lease from before a restart of the machine is judged by the wall clock', () => {
  const world = testWorld();
  take(world, 'eve');
  const lock: Lock = {...onlyLock(world), process: null, boot: 'earlier', uptimeUntil: Number.MAX_SAFE_INTEGER};
  expect(whyStale(lock, lockFacts(world))).toBeUndefined();
  world.advance(60_001, 'wall');
  expect(whyStale(lock, lockFacts(world))).toBe('its lease ran out without a beat');
});

test('a working process keeps the lock of its task though the engine died, until it ends itself', async () => {
  // O-16
  const world = testWorld();
  const engine = await startChild('lock-holder', [world.paths.root, 'task:1:1']);
  engine.send({type: 'take', ids: ['src/a.ts'], leaseMs: 1000});
  await engine.next('take');
  engine.send({type: 'work'});
  const pid = Number((await engine.next('work')).pid);
  onTestFinished(() => void world.processes.signalGroup(pid, 'SIGKILL'));
  await engine.kill();
  world.advance(3_600_000);
  expect(whyStale(onlyLock(world), lockFacts(world))).toBeUndefined();
  expect(take(world, 'ann')).toMatchObject({ok: false, holder: 'task:1:1', why: 'src/a.ts is held by #1'});
  process.kill(pid, 'SIGKILL');
  await until(() => world.processes.identify(pid) === undefined, 'the death of the worker');
  expect(take(world, 'ann')).toMatchObject({ok: true});
});

test('the engine that goes on with a task has its locks, and beats them', async () => {
  const world = testWorld();
  const engine = await startChild('lock-holder', [world.paths.root, 'task:1:1']);
  engine.send({type: 'take', ids: ['src/a.ts', 'src/b.ts'], leaseMs: 1000});
  await engine.next('take');
  await engine.kill();
  adoptLocks(world, 'task:1:1', 5000);
  world.advance(4000);
  expect(beatLocks(world, 5000).map((lock) => lock.id)).toEqual(['src/a.ts', 'src/b.ts']);
  world.advance(4000);
  expect(take(world, 'ann')).toMatchObject({ok: false});
});

test('a beat does not take back what was taken away meanwhile', () => {
  const owner = testWorld();
  const rival = testWorld({}, owner.paths.root);
  take(owner, 'owner', ['src/a.ts', 'src/b.ts'], 1000);
  for (const world of [owner, rival]) world.advance(1001);
  // The rival passes for another process: its lock is not the owner's to beat.
  const other = {...rival.processes, self: {pid: 1, startedAt: rival.processes.identify(1)?.startedAt ?? ''}};
  takeLocks(Object.assign(Object.create(rival) as World, {processes: other}), {
    kind: 'file',
    ids: ['src/a.ts'],
    holder: 'rival',
    leaseMs: 1000,
    isBeating: true,
  });
  expect(beatLocks(owner, 1000).map((lock) => lock.id)).toEqual(['src/b.ts']);
  expect(readLock(owner.paths.locks, {kind: 'file', id: 'src/a.ts'})?.holder).toBe('rival');
});
