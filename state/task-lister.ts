import {createRequire} from 'node:module';
import {Worker} from 'node:worker_threads';
import type {IdQuery} from './task-list.js';

/** Lists the numbers of a long book in a thread of its own, with a connection that only reads. */
export interface Lister {
  /** One question at a time: the next one is asked after the answer. */
  ask(question: IdQuery): void;
  stop(): Promise<void>;
}

export interface Listed {
  ids: Float64Array;
  tookMs: number;
}

/** What the thread runs: a text, so that no bundler has to find a file for it. */
const THREAD = `
const {parentPort, workerData} = require('node:worker_threads');
const Database = require(workerData.sqlite);
const db = new Database(workerData.file, {readonly: true, timeout: 5000});
const statements = new Map();

parentPort.on('message', (ask) => {
  if (ask === 'close') {
    db.close();
    parentPort.close();
    return;
  }
  const startedAt = performance.now();
  if (!statements.has(ask.sql)) statements.set(ask.sql, db.prepare(ask.sql).pluck());
  const ids = Float64Array.from(JSON.parse(statements.get(ask.sql).get(...ask.params) ?? '[]'));
  parentPort.postMessage({ids, tookMs: performance.now() - startedAt}, [ids.buffer]);
});`;

export function startLister(file: string, on: {answer(listed: Listed): void; failure(error: Error): void}): Lister {
  const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');
  const thread = new Worker(THREAD, {eval: true, workerData: {sqlite, file}});
  const gone = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  thread.unref();
  thread.on('message', on.answer);
  thread.on('error', on.failure);
  return {
    ask: (question) => thread.postMessage(question),
    async stop() {
      thread.off('message', on.answer);
      thread.ref();
      thread.postMessage('close');
      await gone;
    },
  };
}
