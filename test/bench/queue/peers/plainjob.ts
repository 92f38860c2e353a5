import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import Database from 'better-sqlite3';
import {better, defineQueue, defineWorker} from 'plainjob';
import type {Adapter, Job} from './adapter.js';

const logger = {error: console.error, warn() {}, info() {}, debug() {}};
const fileIn = (target: string): string => join(target, 'plainjob.db');
const open = (target: string) => defineQueue({connection: better(new Database(fileIn(target))), logger});

export const plainjob: Adapter = {
  async reset(target) {
    rmSync(target, {recursive: true, force: true});
    mkdirSync(target, {recursive: true});
  },
  async openProducer(target) {
    const queue = open(target);
    return {
      addOne: async (job) => void queue.add('bench', job),
      addMany: async (jobs) => void queue.addMany('bench', [...jobs]),
      close: async () => queue.close(),
    };
  },
  async openWorker(target, {onJob, concurrency}) {
    const queue = open(target);
    const handle = async ({data}: {data: string}): Promise<void> => onJob(JSON.parse(data) as Job);
    const workers = Array.from({length: concurrency}, () =>
      defineWorker('bench', handle, {queue, logger, pollIntervall: 1000}),
    );
    return {
      async start() {
        for (const worker of workers) void worker.start();
      },
      async stop() {
        for (const worker of workers) await worker.stop();
        queue.close();
      },
    };
  },
  async openCounter(target) {
    const db = new Database(fileIn(target));
    const remaining = db.prepare('SELECT count(*) FROM plainjob_jobs WHERE status < 2').pluck();
    return {
      remaining: async () => remaining.get() as number,
      close: async () => void db.close(),
    };
  },
};
