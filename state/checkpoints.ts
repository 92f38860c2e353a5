import {createRequire} from 'node:module';
import {Worker} from 'node:worker_threads';
import type {Db} from './db.js';

/**
 * SQLite copies its write-ahead log into the database inside the commit that fills the log, and waits for the disk
 * there: a tenth of a second on a busy one, in which no key, timer or signal is heard. A process that lives long copies
 * from a thread of its own instead. Without it, SQLite's own way remains as the net (`wal_autocheckpoint`).
 */
export interface Checkpoints {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 50;
/** So many pages of 4 KiB make it worth to wake the thread. */
const WORTH_COPYING = 1000;
/**
 * A log that is written to all the time never comes to its end, and so is never begun anew. Past this, writers are held
 * off for as long as it takes to copy the rest; they wait as they wait for each other.
 */
const LONG_LOG = 2000;

/** What the thread runs: a text, so that no bundler has to find a file for it. */
const THREAD = `
const {parentPort, workerData} = require('node:worker_threads');
const Database = require(workerData.sqlite);
const copier = new Database(workerData.file, {timeout: 0});
const holder = new Database(workerData.file, {timeout: 0});
const cell = new Int32Array(new SharedArrayBuffer(4));

const checkpoint = copier.prepare('PRAGMA wal_checkpoint(PASSIVE)');
const copy = () => checkpoint.get().log;

function holdWriters() {
  for (const giveUpAt = performance.now() + 1000; performance.now() < giveUpAt; Atomics.wait(cell, 0, 0, 0.2)) {
    try {
      holder.exec('BEGIN IMMEDIATE');
      return true;
    } catch (error) {
      if (!String(error.code).startsWith('SQLITE_BUSY')) throw error;
    }
  }
  return false;
}

parentPort.on('message', (ask) => {
  if (ask === 'close') {
    copier.close();
    holder.close();
    parentPort.close();
    return;
  }
  if (copy() > workerData.longLog && holdWriters()) {
    copy();
    holder.exec('ROLLBACK');
  }
  parentPort.postMessage('copied');
});`;

export function startCheckpoints(db: Db): Checkpoints {
  let thread: Worker | undefined;
  let isBusy = false;
  let lookedAt = 0;
  let looking: NodeJS.Immediate | undefined;
  const start = (): Worker => {
    const started = startThread(db.file);
    started.on('message', () => {
      isBusy = false;
    });
    // It fails as a commit would fail, and the next commit says so. Nobody is started again: the net takes over.
    started.on('error', () => {});
    started.once('exit', () => {
      thread = undefined;
    });
    return started;
  };
  const look = (): void => {
    looking = undefined;
    if (pagesToCopy(db) < WORTH_COPYING) return;
    isBusy = true;
    thread ??= start();
    thread.postMessage('copy');
  };
  const stopListening = db.onCommit(() => {
    if (isBusy || looking || performance.now() - lookedAt < LOOK_EVERY_MS) return;
    lookedAt = performance.now();
    // To start a thread takes some milliseconds, which are not to be part of a commit.
    looking = setImmediate(look);
  });
  return {
    async stop() {
      stopListening();
      clearImmediate(looking);
      if (!thread) return;
      const gone = new Promise((resolve) => thread?.once('exit', resolve));
      thread.ref();
      thread.postMessage('close');
      await gone;
    },
  };
}

function pagesToCopy(db: Db): number {
  const state = db.prepare<{log: number; checkpointed: number}>('PRAGMA wal_checkpoint(NOOP)').get();
  return state ? state.log - state.checkpointed : 0;
}

function startThread(file: string): Worker {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  const thread = new Worker(THREAD, {eval: true, workerData: {sqlite, file, longLog: LONG_LOG}});
  thread.unref();
  return thread;
}
