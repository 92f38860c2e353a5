import {Logger, makeWorkerUtils, run} from 'graphile-worker';
import pg from 'pg';
import type {Adapter, Job} from './adapter.js';

const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error('graphile-worker:', message);
});

/** The settings of graphile-worker's own page on performance. */
const PRESET = {
  worker: {localQueue: {size: 500, refetchDelay: {durationMs: 10}}, completeJobBatchDelay: 0, failJobBatchDelay: 0},
};

export const graphile: Adapter = {
  async reset(connectionString) {
    const client = new pg.Client(connectionString);
    await client.connect();
    await client.query('drop schema if exists graphile_worker cascade');
    await client.end();
    const utils = await makeWorkerUtils({connectionString, logger});
    await utils.migrate();
    await utils.release();
  },
  async openProducer(connectionString) {
    const utils = await makeWorkerUtils({connectionString, logger});
    return {
      addOne: async (job) => void (await utils.addJob('bench', job)),
      addMany: async (jobs) => void (await utils.addJobs(jobs.map((payload) => ({identifier: 'bench', payload})))),
      close: () => utils.release(),
    };
  },
  async openWorker(connectionString, {onJob, concurrency}) {
    const pgPool = new pg.Pool({connectionString, max: concurrency + 2});
    pgPool.on('error', () => {});
    pgPool.on('connect', (client) => client.on('error', () => {}));
    await pgPool.query('select 1');
    const bench = async (payload: unknown): Promise<void> => onJob(payload as Job);
    let runner: {stop(): Promise<void>} | undefined;
    return {
      async start() {
        runner = await run({pgPool, concurrency, noHandleSignals: true, logger, taskList: {bench}, preset: PRESET});
      },
      async stop() {
        await runner?.stop();
        await pgPool.end();
      },
    };
  },
  async openCounter(connectionString) {
    const client = new pg.Client(connectionString);
    await client.connect();
    return {
      async remaining() {
        const {rows} = await client.query('select count(*)::int as count from graphile_worker._private_jobs');
        return Number(rows[0]?.count);
      },
      close: () => client.end(),
    };
  },
};
