import {existsSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {detailOf} from '../../src/operations/detail.js';
import {operate} from '../../src/operations/operate.js';
import {makeRate} from '../../src/operations/rate.js';
import {listAudit} from '../../state/audit.js';
import {OrkestraError} from '../../state/errors.js';
import {listSteps} from '../../state/operation-steps.js';
import {insertOperation, listEndedOperations, listOpenOperations} from '../../state/operations.js';
import {write} from '../../state/write.js';
import {testWorld, until} from '../support/world.js';

const request = {kind: 'copy', subject: 'a folder'};
const never = new Promise<never>(() => {});

test('an operation is written down from its start to its end', async () => {
  const world = testWorld();
  const result = await operate(world, request, async (operation) => {
    operation.progress(3, 10);
    expect(listOpenOperations(world.db)).toMatchObject([{kind: 'copy', state: 'running', done: 3, total: 10}]);
    return 'copied';
  });
  expect(result).toBe('copied');
  expect(listEndedOperations(world.db, 9)).toMatchObject([{state: 'done', why: null}]);
  expect(listAudit(world.db, {}).map((event) => event.type)).toEqual(['operation.started', 'operation.done']);
});

test('one that takes longer than allowed is stopped, rolled back and marked', async () => {
  // S-34
  const world = testWorld({operations: {timeoutMs: 50}});
  const file = join(world.paths.root, 'half a copy');
  let wasTold = false;
  const late = operate(world, request, async (operation) => {
    writeFileSync(file, 'half');
    operation.undo('the copy', () => rmSync(file));
    operation.signal.addEventListener('abort', () => {
      wasTold = true;
    });
    return never;
  });
  await expect(late).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The copy took longer than 0.05 s; it was stopped and rolled back.',
  });
  expect(existsSync(file)).toBe(false);
  expect(wasTold).toBe(true);
  expect(listEndedOperations(world.db, 9)).toMatchObject([{state: 'timed-out'}]);
});

test('the sixth waits until one of the five has ended, and the seventh comes after it', async () => {
  // S-35
  const world = testWorld();
  expect(world.config.operations.maxConcurrent).toBe(5);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const all = Array.from({length: 7}, (_, at) =>
    operate(world, request, () => {
      started.push(at);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  await until(() => started.length === 5, 'five at work');
  expect(listOpenOperations(world.db).map((row) => row.state)).toEqual([
    ...Array<string>(5).fill('running'),
    'waiting',
    'waiting',
  ]);
  ends.shift()?.();
  await until(() => started.length === 6, 'the sixth');
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
  while (started.length < 7) {
    ends.shift()?.();
    await until(() => ends.length > 0 || started.length === 7, 'the seventh');
  }
  for (const end of ends) end();
  await Promise.all(all);
});

test('a place held by a process that is gone is free again', async () => {
  const world = testWorld({operations: {maxConcurrent: 1}});
  const {host, boot} = world.processes;
  const owner = `${host}/999999/${boot}-1`;
  write(world.db, () => insertOperation(world.db, {...request, owner, askedAt: 0}));
  await operate(world, request, async () => {});
  expect(listEndedOperations(world.db, 9).map((row) => row.state)).toEqual(['done', 'lost']);
});

test('a step that always fails is tried three times, with pauses that grow, and what was done is taken back', async () => {
  // S-36
  const world = testWorld();
  expect(world.config.operations.retryAttempts).toBe(3);
  const tries: number[] = [];
  const undone: string[] = [];
  const failing = operate(world, request, async (operation) => {
    operation.undo('first', () => void undone.push('first'));
    operation.undo('second', () => {
      undone.push('second');
      throw new Error('no');
    });
    await operation.step('upload', () => {
      tries.push(performance.now());
      throw new Error('no route');
    });
  });
  await expect(failing).rejects.toThrow('no route');
  const [first = 0, second = 0, third = 0] = tries;
  expect(tries).toHaveLength(3);
  expect(third - second).toBeGreaterThan(second - first);
  expect(undone).toEqual(['second', 'first']);
  expect(listEndedOperations(world.db, 9)).toMatchObject([
    {state: 'failed', why: 'no route; second could not be taken back'},
  ]);
});

test('what trying again cannot mend is tried once', async () => {
  const world = testWorld();
  let tries = 0;
  const failing = operate(world, request, (operation) =>
    operation.step('reading', () => {
      tries += 1;
      throw new OrkestraError('invalid', 'That is no archive.');
    }),
  );
  await expect(failing).rejects.toThrow('That is no archive.');
  expect(tries).toBe(1);
});

test('one that fails because something is not there has failed, and has not run out of time', async () => {
  const world = testWorld();
  const failing = operate(world, request, async () => {
    throw new OrkestraError('unavailable', 'The disk is full.');
  });
  await expect(failing).rejects.toThrow('The disk is full.');
  expect(listEndedOperations(world.db, 9)).toMatchObject([{state: 'failed', why: 'The disk is full.'}]);
});

test('each step is written down with its start, its end, and how often it was tried', async () => {
  // part of S-8
  const world = testWorld();
  let failures = 2;
  await operate(world, request, async (operation) => {
    await operation.step('scan', () => {});
    await operation.step('store', () => {
      if (failures-- > 0) throw new OrkestraError('unavailable', 'The disk is away.');
    });
  });
  const [{id = 0} = {}] = listEndedOperations(world.db, 1);
  const steps = listSteps(world.db, id);
  expect(steps).toMatchObject([
    {place: 1, name: 'scan', outcome: 'done', tries: 1, why: null},
    {place: 2, name: 'store', outcome: 'done', tries: 3, why: null},
  ]);
  for (const {startedAt, endedAt} of steps) expect(endedAt).toBeGreaterThanOrEqual(startedAt);
});

test('a step that fails says why, and one in work has no end yet', async () => {
  const world = testWorld();
  const failed = operate(world, request, async (operation) => {
    await operation.step('verify', () => {
      expect(listSteps(world.db, operation.id)).toMatchObject([{name: 'verify', endedAt: null, outcome: null}]);
      throw new OrkestraError('corrupt', 'A file differs.');
    });
  });
  await expect(failed).rejects.toThrow('A file differs.');
  const [{id = 0} = {}] = listEndedOperations(world.db, 1);
  expect(listSteps(world.db, id)).toMatchObject([{outcome: 'failed', tries: 1, why: 'A file differs.'}]);
});

test('what an operation tells of itself is there for screens, with the rate it goes at', async () => {
  const world = testWorld();
  await operate(world, request, async (operation) => {
    operation.progress(1000, 4000, {files: 3, bytes: 1000, bytesTotal: 4000, file: 'a.txt'});
    // So soon after it nothing is written.
    operation.progress(2000, 4000, {files: 4, bytes: 2000, bytesTotal: 4000, file: 'b.txt'});
    const [row] = listOpenOperations(world.db);
    expect(row && detailOf(row)).toMatchObject({files: 3, bytes: 1000, file: 'a.txt'});
    expect(row && detailOf(row)?.bytesPerSecond).toBeGreaterThan(0);
  });
});

test('a rate follows a change of pace within seconds, without jumping', () => {
  const rate = makeRate(0);
  let bytes = 0;
  const go = (from: number, to: number, perSecond: number): number => {
    let last = 0;
    for (let at = from + 200; at <= to; at += 200) {
      bytes += perSecond / 5;
      last = rate(bytes, at);
    }
    return last;
  };
  expect(go(0, 10_000, 1000)).toBe(1000);
  expect(go(10_000, 10_200, 100_000)).toBeLessThan(10_000);
  expect(go(10_200, 30_000, 100_000)).toBeGreaterThan(95_000);
});
