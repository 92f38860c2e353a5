import pg from 'pg';
import {PgBoss} from 'pg-boss';
import type {Adapter, Job} from './adapter.js';

/** Its defaults, one job each two seconds, would compare nothing. */
const BATCH = 500;

async function startBoss(connectionString: string, options: Record<string, unknown> = {}): Promise<PgBoss> {
  const boss = new PgBoss({connectionString, schema: 'pgboss', max: 12, supervise: false, schedule: false, ...options});
  boss.on('error', (error) => console.error('pg-boss:', error.message));
  await boss.start();
  return boss;
}

const stopBoss = (boss: PgBoss): Promise<void> => boss.stop({graceful: false, wait: false, close: true});

export const pgboss: Adapter = {
  async reset(target) {
    const client = new pg.Client(target);
    await client.connect();
    await client.query('drop schema if exists pgboss cascade');
    await client.end();
    const boss = await startBoss(target);
    await boss.createQueue('bench', {notify: true});
    await stopBoss(boss);
  },
  async openProducer(target) {
    const boss = await startBoss(target);
    return {
      addOne: async (job) => void (await boss.send('bench', job)),
      addMany: async (jobs) =>
        void (await boss.insert(
          'bench',
          jobs.map((data) => ({data})),
        )),
      close: () => stopBoss(boss),
    };
  },
  async openWorker(target, {onJob, isPickup}) {
    const boss = await startBoss(target, {useListenNotify: true});
    const batchSize = isPickup ? 1 : BATCH;
    return {
      async start() {
        const options = {
          batchSize,
          localConcurrency: isPickup ? 1 : 2,
          pollingIntervalSeconds: 0.5,
          burstWhenBatchFull: !isPickup,
        };
        await boss.work('bench', options, async (jobs) => {
          for (const {data} of jobs) onJob(data as Job);
        });
      },
      stop: () => stopBoss(boss),
    };
  },
  async openCounter(target) {
    const client = new pg.Client(target);
    await client.connect();
    return {
      async remaining() {
        const {rows} = await client.query(
          "select count(*)::int as count from pgboss.job where name = 'bench' and state < 'completed'",
        );
        return Number(rows[0]?.count);
      },
      close: () => client.end(),
    };
  },
};
