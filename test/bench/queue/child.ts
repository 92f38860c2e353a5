// One role of one queue in a process of its own.
import {startEngine} from '../../../src/engine.js';
import {addTask} from '../../../src/tasks/add.js';
import {peakMemoryMib} from '../support/machine.js';
import {nowMs, sleep} from '../support/numbers.js';
import type {ChildRequest, EngineRequest} from './children.js';
import {measureClaims} from './claim-cost.js';
import type {Job} from './peers/adapter.js';
import {openBenchProject} from './project.js';
import {findQueue} from './queues.js';

const PAD = 'x'.repeat(64);
const CHUNK = 1000;
/** Jobs added one by one: slow queues stop here and tell how far they came. */
const LONGEST_ENQUEUE_MS = 3000;
const TELL_EVERY_MS = 5;

const say = (message: object): Promise<void> => new Promise((resolve) => process.send?.(message, () => resolve()));
const jobs = (from: number, count: number): Job[] =>
  Array.from({length: count}, (_, i) => ({n: from + i, at: 0, pad: PAD}));

async function enqueueOne(request: ChildRequest): Promise<void> {
  const producer = await (await findQueue(request.queue).load()).openProducer(request.target);
  const startedAt = nowMs();
  let n = 0;
  for (; n < request.count && nowMs() - startedAt < LONGEST_ENQUEUE_MS; n++)
    await producer.addOne({n, at: 0, pad: PAD});
  await say({type: 'enqueued', count: n, ms: nowMs() - startedAt});
  await producer.close();
}

async function enqueueBulk(request: ChildRequest): Promise<void> {
  const producer = await (await findQueue(request.queue).load()).openProducer(request.target);
  const startedAt = nowMs();
  for (let n = 0; n < request.count; n += CHUNK) await producer.addMany(jobs(n, Math.min(CHUNK, request.count - n)));
  await say({type: 'enqueued', count: request.count, ms: nowMs() - startedAt});
  await producer.close();
}

/** One job at a time into an idle queue, with its moment inside. */
async function sendSlowly({queue, target, count}: ChildRequest): Promise<void> {
  const producer = await (await findQueue(queue).load()).openProducer(target);
  await say({type: 'ready'});
  for (let n = 0; n < count; n++) {
    await producer.addOne({n, at: nowMs(), pad: PAD});
    await sleep(12 + Math.random() * 12);
  }
  await say({type: 'sent'});
  await producer.close();
}

async function work({queue, target, concurrency, isPickup, isFirst}: ChildRequest): Promise<void> {
  const seen: number[] = [];
  const latencies: number[] = [];
  let told = 0;
  const onJob = ({n, at}: Job): void => {
    seen.push(n);
    if (isPickup) latencies.push(nowMs() - at);
  };
  const tell = (): void => {
    if (seen.length === told) return;
    told = seen.length;
    process.send?.({type: 'progress', count: told});
  };
  const worker = await (await findQueue(queue).load()).openWorker(target, {onJob, concurrency, isPickup, isFirst});
  const stopped = new Promise<void>((resolve) =>
    process.once('message', () => process.once('message', () => resolve())),
  );
  process.once('message', () => {
    setInterval(tell, TELL_EVERY_MS).unref();
    void worker.start();
  });
  await say({type: 'ready'});
  await stopped;
  await say({type: 'final', seen, latencies, memoryMib: peakMemoryMib(), longestCallMs: worker.longestCallMs?.() ?? 0});
  await Promise.race([worker.stop(), sleep(1500)]);
}

/** A whole engine on long tasks, to be killed. */
async function runEngine({target, tasks, leaseMs}: EngineRequest): Promise<void> {
  const {world} = openBenchProject(target, {durability: 'safe', maxConcurrentTasks: 10, leaseMs});
  for (let n = 0; n < tasks; n++) addTask(world, {title: `long ${n}`, run: 'sleep 60'});
  startEngine(world);
  await say({type: 'ready'});
  await new Promise(() => {});
}

const request = JSON.parse(process.argv[2] ?? '{}') as ChildRequest | EngineRequest;
process.on('disconnect', () => process.exit(0));
if (request.role === 'reset') {
  await (await findQueue(request.queue).load()).reset(request.target);
  await say({type: 'reset'});
} else if (request.role === 'enqueue-one') await enqueueOne(request);
else if (request.role === 'enqueue-bulk') await enqueueBulk(request);
else if (request.role === 'send-slowly') await sendSlowly(request);
else if (request.role === 'work') await work(request);
else if (request.role === 'claim') await say({type: 'claimed', ...measureClaims(request.target, request.count)});
else if (request.role === 'engine') await runEngine(request);
process.exit(0);
