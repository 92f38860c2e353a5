import {Worker} from 'node:worker_threads';
import {expect, onTestFinished, test} from 'vitest';
import type {ToThread} from '../../../src/backups/make/jobs.js';
import {startPool} from '../../../src/backups/make/pool.js';
import {makeBlobTable} from '../../../src/backups/repository/blob-table.js';
import {dice} from '../../support/random.js';

/** Takes as many ms for a job as its path says, and answers that nothing was in the file. */
const slowWorker = `
const {parentPort} = require('node:worker_threads');
parentPort.on('message', (message) => {
  if (message === 'finish') {
    parentPort.postMessage({kind: 'finished'});
    parentPort.close();
  } else if (message.job) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(message.job.paths[0]));
    const outcomes = {ids: new Uint8Array(0), counts: new Uint32Array(1), bytes: new Float64Array(1),
      modifiedNs: new BigInt64Array(1), errors: new Map()};
    parentPort.postMessage({kind: 'read', outcomes});
  }
});`;

/** Counts what each thread was given and has not answered; `look` sees the counts after each change. */
function watchedWorkers(look: (given: readonly number[]) => void) {
  const given: number[] = [];
  return (): Worker => {
    const number = given.push(0) - 1;
    const worker = new Worker(slowWorker, {eval: true});
    const post = worker.postMessage.bind(worker);
    worker.postMessage = (message: ToThread) => {
      if (message !== 'finish') given[number] = (given[number] ?? 0) + 1;
      post(message);
    };
    worker.on('message', ({kind}: {kind: string}) => {
      if (kind === 'read') given[number] = (given[number] ?? 0) - 1;
      // The pool hears of it after us and hands out the next in the same turn.
      queueMicrotask(() => look([...given]));
    });
    return worker;
  };
}

const bytes = (count: number): Uint8Array => new Uint8Array(count);

// S-14, S-22
test('no thread of a backup idles while another has more than one job waiting', async () => {
  const seen: string[] = [];
  let most = 0;
  const {shared} = makeBlobTable(0);
  const pool = startPool({
    ...{keys: {encrypt: bytes(32), k: bytes(16), r: bytes(16)}, polynomial: 0n, level: 3, prefix: '', packBytes: 1},
    threads: 4,
    blobs: () => shared,
    isBehind: () => false,
    isCrowded: () => false,
    enlargeTable: () => shared,
    onPack: () => {},
    startWorker: watchedWorkers((given) => {
      most = Math.max(most, given.length);
      // The one it works on is not waiting.
      const waiting = given.map((count) => count - 1);
      if (given.includes(0) && waiting.some((count) => count > 1)) seen.push(given.join(' '));
    }),
  });
  onTestFinished(() => pool.stop());
  const random = dice(14);
  const jobs = Array.from({length: 120}, () => pool.readFiles([String(random.chance(10) ? 60 : random.below(8))]));
  await Promise.all(jobs);
  await pool.finish();
  expect(seen).toEqual([]);
  expect(most).toBe(4);
});
