import {cpuSeconds} from '../support/machine.js';
import {nowMs, percentile, sleep} from '../support/numbers.js';
import {type Child, type ChildRequest, runChild, startChild} from './children.js';
import type {Subject} from './subjects.js';

/** Jobs a process works on at once. Queues that take batches have sizes of their own, in their adapters. */
const CONCURRENCY = 50;
const LONGEST_DRAIN_MS = 60_000;

const request = (
  {spec, target}: Subject,
  role: ChildRequest['role'],
  more: Partial<ChildRequest> = {},
): ChildRequest => ({
  role,
  queue: spec.name,
  target,
  count: 0,
  concurrency: CONCURRENCY,
  isPickup: false,
  isFirst: true,
  ...more,
});

const reset = (subject: Subject) => runChild(request(subject, 'reset'), 'reset');

export interface Rate {
  perSecond: number;
}

interface Enqueued {
  type: 'enqueued';
  count: number;
  ms: number;
}

export async function measureEnqueue(
  subject: Subject,
  role: 'enqueue-one' | 'enqueue-bulk',
  count: number,
): Promise<Rate> {
  await reset(subject);
  const done = await runChild<Enqueued>(request(subject, role, {count}), 'enqueued');
  return {perSecond: done.count / (done.ms / 1000)};
}

interface Final {
  type: 'final';
  seen: number[];
  latencies: number[];
  memoryMib: number;
  longestCallMs: number;
}

export interface Drain extends Rate {
  lost: number;
  twice: number;
  /** Microseconds of all cores, those of the server included: what other work on the machine changes least. */
  cpuPerJob: number;
  /** What the least busy process did, as a share of what the busiest did. */
  fairness: number;
  longestCallMs: number;
  memoryMib: number;
}

/** So many processes empty a full queue; it is over when the queue itself says that nothing is left. */
export async function measureDrain(subject: Subject, processes: number, count: number): Promise<Drain> {
  await reset(subject);
  await runChild<Enqueued>(request(subject, 'enqueue-bulk', {count}), 'enqueued');
  const workers = Array.from({length: processes}, (_, i) => startChild(request(subject, 'work', {isFirst: i === 0})));
  await Promise.all(workers.map((worker) => worker.next('ready')));
  const counter = await (await subject.spec.load()).openCounter(subject.target);
  const done = countProgress(workers);
  const usedBefore = cpuSeconds();
  const startedAt = nowMs();
  for (const worker of workers) worker.send('go');
  const isLate = (): boolean => nowMs() - startedAt > LONGEST_DRAIN_MS;
  while (done() < count && !isLate()) await sleep(2);
  while ((await counter.remaining()) > 0 && !isLate()) await sleep(1);
  const ms = nowMs() - startedAt;
  const cpuPerJob = ((cpuSeconds() - usedBefore) * 1e6) / count;
  const finals = await Promise.all(workers.map(finish));
  await counter.close();
  await Promise.all(workers.map((worker) => worker.end()));
  return {perSecond: done() / (ms / 1000), cpuPerJob, ...judge(finals, count)};
}

function countProgress(workers: readonly Child[]): () => number {
  const counts = workers.map(() => 0);
  for (const [i, worker] of workers.entries()) {
    worker.onMessage((message) => {
      if (message.type === 'progress') counts[i] = (message as {type: string; count: number}).count;
    });
  }
  return () => counts.reduce((sum, one) => sum + one, 0);
}

function finish(worker: Child): Promise<Final> {
  const final = worker.next<Final>('final');
  worker.send('stop');
  return final;
}

function judge(finals: readonly Final[], count: number): Omit<Drain, 'perSecond' | 'cpuPerJob'> {
  const times = new Uint8Array(count);
  for (const {seen} of finals) for (const n of seen) times[n] = (times[n] ?? 0) + 1;
  const shares = finals.map(({seen}) => seen.length);
  return {
    lost: times.reduce((sum, one) => sum + (one === 0 ? 1 : 0), 0),
    twice: times.reduce((sum, one) => sum + (one > 1 ? 1 : 0), 0),
    fairness: Math.min(...shares) / Math.max(...shares),
    longestCallMs: Math.max(...finals.map((final) => final.longestCallMs)),
    memoryMib: Math.max(...finals.map((final) => final.memoryMib)),
  };
}

export interface Pickup {
  p50: number;
  p99: number;
}

const IDLE_AFTER_MS = 400;
/** plainjob looks for work once a second. */
const LONGEST_POLL_MS = 1500;

/** From just before a job is added in one process to the first moment of its work in another, which was idle. */
export async function measurePickup(subject: Subject, count: number): Promise<Pickup> {
  await reset(subject);
  const worker = startChild(request(subject, 'work', {isPickup: true}));
  await worker.next('ready');
  const done = countProgress([worker]);
  worker.send('go');
  await sleep(IDLE_AFTER_MS);
  const sender = startChild(request(subject, 'send-slowly', {count}));
  await sender.next('sent');
  for (const giveUpAt = nowMs() + LONGEST_POLL_MS; done() < count && nowMs() < giveUpAt; ) await sleep(5);
  const {latencies} = await finish(worker);
  await Promise.all([worker.end(), sender.end()]);
  return {p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99)};
}
