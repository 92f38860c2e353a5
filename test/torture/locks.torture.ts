import {expect, test} from 'vitest';
import {beatLocks} from '../../src/locks/beat.js';
import {cleanLocks} from '../../src/locks/clean.js';
import {dropLocks, type LockRequest, takeLocks} from '../../src/locks/take.js';
import {listLockFiles} from '../../state/lock-files.js';
import {listLocks} from '../../state/locks.js';
import {testWorld} from '../support/world.js';

const request = (holder: string, ids: readonly string[]): LockRequest => ({
  kind: 'file',
  ids,
  holder,
  leaseMs: 60_000,
  isBeating: true,
});

const timed = (work: () => unknown): string => {
  const startedAt = performance.now();
  work();
  return `${(performance.now() - startedAt).toFixed(1)} ms`;
};

test.each([100, 1000, 5000])('among %s locks one more is taken, refused, beaten, cleaned and dropped', (count) => {
  const world = testWorld();
  const ids = Array.from({length: count}, (_, number) => `src/part${number % 50}/{a,b}/file${number}.{ts,tsx}`);
  const all = timed(() => expect(takeLocks(world, request('crowd', ids))).toMatchObject({ok: true}));
  const taken = timed(() => expect(takeLocks(world, request('ann', ['docs/**/*.md']))).toMatchObject({ok: true}));
  const refused = timed(() => expect(takeLocks(world, request('bob', ['src/part7/**']))).toMatchObject({ok: false}));
  const beaten = timed(() => expect(beatLocks(world, 60_000)).toHaveLength(count + 1));
  const cleaned = timed(() => expect(cleanLocks(world)).toEqual([]));
  const dropped = timed(() => expect(dropLocks(world, 'ann')).toHaveLength(1));
  console.log(
    `${count} locks: all taken ${all}, one more ${taken}, refused ${refused}, beat of all ${beaten}, clean ${cleaned}, drop one ${dropped}`,
  );
  expect(listLockFiles(world.paths.locks).locks).toHaveLength(count);
  expect(listLocks(world.db)).toHaveLength(count);
});
