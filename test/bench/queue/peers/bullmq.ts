import {Queue, Worker} from 'bullmq';
import {Redis} from 'ioredis';
import type {Adapter, Job} from './adapter.js';

const QUEUE = 'bench';

function connectionOf(target: string) {
  const {hostname, port} = new URL(target);
  return {connection: {host: hostname, port: Number(port), maxRetriesPerRequest: null}};
}

export const bullmq: Adapter = {
  async reset(target) {
    const redis = new Redis(target);
    await redis.flushall();
    redis.disconnect();
  },
  async openProducer(target) {
    const queue = new Queue(QUEUE, connectionOf(target));
    await queue.waitUntilReady();
    return {
      addOne: async (job) => void (await queue.add('job', job)),
      addMany: async (jobs) => void (await queue.addBulk(jobs.map((data) => ({name: 'job', data})))),
      close: () => queue.close(),
    };
  },
  async openWorker(target, {onJob, concurrency}) {
    const handle = async ({data}: {data: unknown}): Promise<void> => onJob(data as Job);
    const worker = new Worker(QUEUE, handle, {...connectionOf(target), concurrency, autorun: false});
    worker.on('error', (error) => console.error('bullmq:', error.message));
    await worker.waitUntilReady();
    return {
      async start() {
        void worker.run();
      },
      stop: () => worker.close(true),
    };
  },
  async openCounter(target) {
    const queue = new Queue(QUEUE, connectionOf(target));
    return {
      async remaining() {
        const counts = await queue.getJobCounts('wait', 'active', 'delayed', 'prioritized');
        return Object.values(counts).reduce((sum, count) => sum + count, 0);
      },
      close: () => queue.close(),
    };
  },
};
