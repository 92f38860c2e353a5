import {expect, onTestFinished, test, vi} from 'vitest';
import {dropLocks, type LockRequest, takeLocks} from '../../src/locks/take.js';
import {waitForLocks} from '../../src/locks/wait.js';
import type {World} from '../../src/world.js';
import {listLockFiles} from '../../state/lock-files.js';
import {startChild} from '../support/child.js';
import {testWorld, until} from '../support/world.js';

const request = (holder: string, ids = ['src/a.ts'], leaseMs = 60_000): LockRequest => ({
  kind: 'file',
  ids,
  holder,
  leaseMs,
  isBeating: true,
});

const holders = (world: World): string[] => listLockFiles(world.paths.locks).locks.map((lock) => lock.holder);

/** Counts the timers that ran meanwhile: a wait that blocks lets none through. */
async function beside<T>(work: () => Promise<T>): Promise<{result: T; ticks: number; tookMs: number}> {
  let ticks = 0;
  const startedAt = performance.now();
  const timer = setInterval(() => ticks++, 5);
  const result = await work();
  clearInterval(timer);
  return {result, ticks, tookMs: performance.now() - startedAt};
}

test('what is free is taken at once', async () => {
  const world = testWorld();
  expect(await waitForLocks(world, request('ann'), {timeoutMs: 0})).toMatchObject({ok: true});
  expect(holders(world)).toEqual(['ann']);
});

test('it waits the given time and no less, without blocking, and then names the holder', async () => {
  // O-17
  const world = testWorld();
  takeLocks(world, request('task:12:1'));
  const {result, ticks, tookMs} = await beside(() => waitForLocks(world, request('ann', ['src/**']), {timeoutMs: 400}));
  expect(result).toEqual({
    ok: false,
    id: 'src/a.ts',
    holder: 'task:12:1',
    why: 'src/a.ts is held by #12; waited 400ms',
  });
  expect(tookMs).toBeGreaterThanOrEqual(395);
  expect(ticks).toBeGreaterThan(5);
  expect(holders(world)).toEqual(['task:12:1']);
});

test('a lock given back in this process is had before the wait is over', async () => {
  const world = testWorld();
  takeLocks(world, request('ann'));
  const waiting = waitForLocks(world, request('bob'), {timeoutMs: 30_000});
  setTimeout(() => dropLocks(world, 'ann'), 50);
  expect(await waiting).toMatchObject({ok: true});
  expect(holders(world)).toEqual(['bob']);
});

test('a lock given back by another process is had before the wait is over', async () => {
  const world = testWorld();
  const racer = await startChild('lock-holder', [world.paths.root, 'ann']);
  racer.send({type: 'take', ids: ['src/a.ts'], leaseMs: 60_000});
  await racer.next('take');
  const waiting = waitForLocks(world, request('bob'), {timeoutMs: 30_000});
  racer.send({type: 'drop'});
  expect(await waiting).toMatchObject({ok: true});
});

test.each(['this process', 'another process'])(
  'a change made by %s wakes the wait, long before it would look again',
  async (who) => {
    const world = testWorld();
    const other = await startChild('lock-holder', [world.paths.root, 'ann']);
    other.send({type: 'take', ids: ['src/a.ts']});
    await other.next('take');
    // Timers run only when the test says so: 200 ms pass at most, and the wait looks by itself each 250 ms.
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
    onTestFinished(() => void vi.useRealTimers());
    let isHad = false;
    const waiting = waitForLocks(world, request('bob'), {timeoutMs: 30_000}).then(() => {
      isHad = true;
    });
    if (who === 'this process') dropLocks(world, 'ann');
    else other.send({type: 'drop'});
    for (let passed = 0; passed < 200 && !isHad; passed++) {
      await new Promise<void>((resolve) => {
        const tick = setInterval(() => {
          clearInterval(tick);
          resolve();
        }, 10);
      });
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(isHad).toBe(true);
    await waiting;
  },
);

test('the lock of an owner that dies is had though nobody tells of the death', async () => {
  const world = testWorld();
  const owner = await startChild('lock-holder', [world.paths.root, 'ann']);
  owner.send({type: 'take', ids: ['src/a.ts']});
  await owner.next('take');
  const waiting = waitForLocks(world, request('bob'), {timeoutMs: 30_000});
  await owner.kill();
  expect(await waiting).toMatchObject({ok: true});
});

test('a lease that ends is noticed though nobody tells of it', async () => {
  const world = testWorld();
  takeLocks(world, {...request('eve', ['src/a.ts'], 300), isBeating: false});
  expect(await waitForLocks(world, request('bob'), {timeoutMs: 30_000})).toMatchObject({ok: true});
});

test('calling it off ends the wait at once and takes nothing', async () => {
  const world = testWorld();
  takeLocks(world, request('ann'));
  const stop = new AbortController();
  const waiting = waitForLocks(world, request('bob'), {timeoutMs: 600_000, signal: stop.signal});
  setTimeout(() => stop.abort(), 30);
  expect(await waiting).toMatchObject({
    ok: false,
    holder: 'ann',
    why: 'src/a.ts is held by ann; the wait was interrupted',
  });
  dropLocks(world, 'ann');
  expect(holders(world)).toEqual([]);
});

test('a crowd that waits for one lock has it one after the other', async () => {
  const world = testWorld();
  takeLocks(world, request('first'));
  const order: string[] = [];
  const crowd = Array.from({length: 8}, async (_, number) => {
    const holder = `waiter ${number}`;
    const answer = await waitForLocks(world, request(holder), {timeoutMs: 30_000});
    expect(answer).toMatchObject({ok: true});
    expect(holders(world)).toEqual([holder]);
    order.push(holder);
    await new Promise((resolve) => setTimeout(resolve, 5));
    dropLocks(world, holder);
  });
  dropLocks(world, 'first');
  await Promise.all(crowd);
  expect(new Set(order).size).toBe(8);
});

test('nothing goes on listening after the wait', async () => {
  const world = testWorld();
  takeLocks(world, request('ann'));
  const before = process.getActiveResourcesInfo().length;
  for (let round = 0; round < 5; round++) await waitForLocks(world, request('bob'), {timeoutMs: 30});
  await until(() => process.getActiveResourcesInfo().length <= before, 'the end of all listening');
});
