import {rmSync} from 'node:fs';
import {silentLog} from '../../../src/log.js';
import {startLoop} from '../../../src/scheduler/loop.js';
import {addTask, addTasks} from '../../../src/tasks/add.js';
import {takeTurnSoon} from '../../../src/tasks/turn.js';
import type {World} from '../../../src/world.js';
import {isAnythingClaimable} from '../../../state/attempts.js';
import {watchChanges} from '../../../state/changes.js';
import {startCheckpoints} from '../../../state/checkpoints.js';
import type {Durability} from '../../../state/open.js';
import {countTasks} from '../../../state/task-counts.js';
import type {Adapter, Job, Worker, WorkerRequest} from './peers/adapter.js';
import {openBenchProject} from './project.js';

type Turn = Awaited<ReturnType<typeof takeTurnSoon>>;
type Ending = Turn['lost'][number];

/** As many as graphile-worker keeps at hand, and a fifth of the 50 ms that nothing may hold the thread. */
const BATCH = 500;
const NAP_MS = 1000;

const draftOf = (job: Job) => ({title: `job ${job.n}`, run: 'true', instructions: JSON.stringify(job)});

/** Our real queue behind the real verbs; only the work itself is left out. */
export const orkestra = (durability: Durability): Adapter => ({
  async reset(target) {
    rmSync(target, {recursive: true, force: true});
    openBenchProject(target, {durability}).close();
  },
  async openProducer(target) {
    const {world, close} = openBenchProject(target, {durability});
    return {
      addOne: async (job) => void addTask(world, draftOf(job)),
      addMany: async (jobs) => void addTasks(world, jobs.map(draftOf)),
      close: async () => close(),
    };
  },
  openWorker: async (target, request) => startableWorker(target, durability, request),
  async openCounter(target) {
    const {world, close} = openBenchProject(target, {durability});
    return {
      async remaining() {
        const {ready, waiting, running} = countTasks(world.db);
        return ready + waiting + running;
      },
      close: async () => close(),
    };
  },
});

/** As the engine: woken by the bell of another process, by the counter of the database, by the end of a nap. */
function startableWorker(target: string, durability: Durability, request: WorkerRequest): Worker {
  const {world, longestCallMs, close} = openBenchProject(target, {durability});
  // One engine leads a project, and it alone copies the log.
  const checkpoints = request.isFirst ? startCheckpoints(world.db) : undefined;
  let stop = async (): Promise<void> => {};
  let isStopping = false;
  return {
    async start() {
      const tick = () => workUntilEmpty(world, request, () => isStopping);
      const loop = startLoop({name: 'work', everyMs: () => NAP_MS, tick, log: silentLog});
      const stopWatching = watchChanges(world.db, world.paths.bell, () => loop.wake());
      stop = async () => {
        isStopping = true;
        stopWatching();
        await loop.stop();
      };
    },
    async stop() {
      await stop();
      await checkpoints?.stop();
      close();
    },
    longestCallMs,
  };
}

/** One turn after the other: what is done is written while the next is claimed, and the event loop runs in between. */
async function workUntilEmpty(
  world: World,
  {onJob, isPickup}: WorkerRequest,
  isStopping: () => boolean,
): Promise<void> {
  if (!isAnythingClaimable(world.db, world.now())) return;
  for (let ended: Ending[] = []; ; ) {
    const {started} = await takeTurnSoon(world, {ended, free: isStopping() ? 0 : isPickup ? 1 : BATCH});
    if (started.length === 0) return;
    ended = started.map((task) => {
      onJob(JSON.parse(task.instructions ?? '') as Job);
      const {id, attempt, owner, agent, startedAt, hasLocks} = task;
      return {id, attempt, owner, agent, startedAt, hasLocks, outcome: 'done', exitCode: 0, why: null};
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}
