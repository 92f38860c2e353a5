import {orkestra} from './orkestra.js';
import type {Adapter} from './peers/adapter.js';

/** What an acknowledged write and a finished job survive. */
export type Survives = 'power cut' | 'crash';

export interface QueueSpec {
  name: string;
  survives: Survives;
  server: 'redis-always' | 'redis-everysec' | 'postgres' | 'files';
  isOurs: boolean;
  /** Loaded in the child alone, so that a queue that is not installed hinders no other. */
  load(): Promise<Adapter>;
}

export const queues: readonly QueueSpec[] = [
  {name: 'orkestra safe', survives: 'power cut', server: 'files', isOurs: true, load: async () => orkestra('safe')},
  {name: 'orkestra fast', survives: 'crash', server: 'files', isOurs: true, load: async () => orkestra('fast')},
  {
    name: 'BullMQ 6.7, AOF always',
    survives: 'power cut',
    server: 'redis-always',
    isOurs: false,
    load: async () => (await import('./peers/bullmq.js')).bullmq,
  },
  {
    name: 'BullMQ 6.7, AOF everysec',
    survives: 'crash',
    server: 'redis-everysec',
    isOurs: false,
    load: async () => (await import('./peers/bullmq.js')).bullmq,
  },
  {
    name: 'graphile-worker 0.17, batches',
    survives: 'power cut',
    server: 'postgres',
    isOurs: false,
    load: async () => (await import('./peers/graphile.js')).graphile,
  },
  {
    name: 'pg-boss 12.34, batches',
    survives: 'power cut',
    server: 'postgres',
    isOurs: false,
    load: async () => (await import('./peers/pgboss.js')).pgboss,
  },
  {
    name: 'plainjob 0.0.14',
    survives: 'crash',
    server: 'files',
    isOurs: false,
    load: async () => (await import('./peers/plainjob.js')).plainjob,
  },
];

export function findQueue(name: string): QueueSpec {
  const found = queues.find((queue) => queue.name === name);
  if (!found) throw new Error(`no queue is called ${name}`);
  return found;
}
