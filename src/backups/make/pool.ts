import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import {OrkestraError} from '../../../state/errors.js';
import {built} from '../../built.js';
import type {SharedBlobs} from '../repository/blob-table.js';
import {
  type Cuts,
  type FileOutcome,
  type FromThread,
  type Job,
  type MadePack,
  type ThreadStart,
  unpackOutcomes,
} from './jobs.js';

/** Threads that share the reading. Whoever is free takes the next job, so none idles while another has work waiting. */
export interface Pool {
  readFiles(paths: string[]): Promise<FileOutcome[]>;
  readPieces(path: string, offset: number, lengths: number[]): Promise<FileOutcome>;
  findCuts(path: string, offset: number): Promise<Cuts>;
  /** Until few enough jobs wait, so that whoever makes them does not run ahead without bound. */
  room(): Promise<void>;
  /** There is room again for what was made. */
  resume(): void;
  /** Until all packs are handed over. */
  finish(): Promise<void>;
  stop(): Promise<void>;
}

export interface PoolOptions extends Omit<ThreadStart, 'blobs'> {
  threads?: number | undefined;
  blobs(): SharedBlobs;
  /** True while what was made has to be put away first. */
  isBehind(): boolean;
  /** No thread works while this runs; what it returns is used from then on. */
  enlargeTable(): SharedBlobs;
  isCrowded(): boolean;
  onPack(pack: MadePack): void;
  /** Who does the work; a test has others. */
  startWorker?: (start: ThreadStart) => Worker;
}

interface Waiting {
  job: Job;
  resolve(answer: FromThread): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  /** Handed to it and not answered yet, in order. */
  given: Waiting[];
  finished?: (() => void) | undefined;
}

/** One to work on and one to go on with. */
const CREDIT = 2;
const MOST_WAITING = 8;
/** What a thread has in mind is small and new; without limits its garbage would be let lie for long. */
const resourceLimits = {maxYoungGenerationSizeMb: 6, maxOldGenerationSizeMb: 96};

const startThread = (workerData: ThreadStart): Worker =>
  new Worker(built('backup-thread.js'), {workerData, resourceLimits});

export function startPool(options: PoolOptions): Pool {
  const {isBehind, isCrowded} = options;
  const large: Waiting[] = [];
  const small: Waiting[] = [];
  const rooms: (() => void)[] = [];
  let failure: unknown;

  const most = options.threads ?? Math.max(2, availableParallelism());
  const threads: Thread[] = [];

  const fail = (error: unknown): void => {
    failure ??= error;
    const left = [...large.splice(0), ...small.splice(0), ...threads.flatMap(({given}) => given.splice(0))];
    for (const {reject} of left) reject(failure);
    for (const wake of rooms.splice(0)) wake();
    for (const {finished} of threads) finished?.();
  };

  const enlarge = (): void => {
    const blobs = options.enlargeTable();
    for (const {worker} of threads) worker.postMessage({blobs});
  };

  /** Hands out what waits, the large jobs first: a large one at the end would keep the others idle. */
  const handOut = (): void => {
    if (isCrowded()) {
      if (threads.some(({given}) => given.length > 0)) return;
      enlarge();
    }
    while (!isBehind()) {
      const thread = nextThread();
      const next = thread && (large.shift() ?? small.shift());
      if (!next) break;
      give(thread, next);
    }
    if (large.length + small.length < MOST_WAITING) for (const wake of rooms.splice(0)) wake();
  };

  /** The least busy one. Another one is started only when there is work for it: most backups find little that is new. */
  const nextThread = (): Thread | undefined => {
    if (large.length + small.length === 0) return undefined;
    const [least] = threads.toSorted((a, b) => a.given.length - b.given.length);
    if (threads.length < most && (least?.given.length ?? 1) > 0) return start();
    return least && least.given.length < CREDIT ? least : undefined;
  };

  const start = (): Thread => {
    const {keys, polynomial, level, prefix, packBytes} = options;
    const workerData: ThreadStart = {keys, polynomial, level, prefix, packBytes, blobs: options.blobs()};
    const thread: Thread = {worker: (options.startWorker ?? startThread)(workerData), given: []};
    thread.worker.on('error', fail);
    thread.worker.on('message', (message: FromThread) => {
      if (message.kind === 'broken') return fail(broken(message));
      if (message.kind === 'pack') return options.onPack(message.pack);
      if (message.kind === 'finished') return thread.finished?.();
      thread.given.shift()?.resolve(message);
      handOut();
    });
    threads.push(thread);
    return thread;
  };

  const give = (thread: Thread, waiting: Waiting): void => {
    thread.given.push(waiting);
    thread.worker.postMessage({job: waiting.job});
  };

  const run = (job: Job, queue: Waiting[]): Promise<FromThread> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure);
      queue.push({job, resolve, reject});
      handOut();
    });

  return {
    async readFiles(paths) {
      return outcomesOf(await run({kind: 'files', paths}, small));
    },
    async readPieces(path, offset, lengths) {
      const [outcome] = outcomesOf(await run({kind: 'pieces', path, offset, lengths}, large));
      return outcome ?? {ids: [], bytes: 0, modifiedNs: 0n};
    },
    async findCuts(path, offset) {
      const answer = await run({kind: 'cuts', path, offset}, large);
      return answer.kind === 'cuts' ? answer : {lengths: [], isLast: true};
    },
    async room() {
      if (failure !== undefined) throw failure;
      if (large.length + small.length < MOST_WAITING) return;
      await new Promise<void>((wake) => rooms.push(wake));
      if (failure !== undefined) throw failure;
    },
    resume: handOut,
    async finish() {
      await Promise.all(threads.map((thread) => finish(thread)));
      if (failure !== undefined) throw failure;
    },
    async stop() {
      fail(new OrkestraError('unavailable', 'The backup was stopped.'));
      await Promise.all(threads.map(({worker}) => worker.terminate()));
    },
  };
}

const finish = (thread: Thread): Promise<void> =>
  new Promise((resolve) => {
    thread.finished = resolve;
    thread.worker.once('exit', () => resolve());
    thread.worker.postMessage('finish');
  });

const outcomesOf = (answer: FromThread): FileOutcome[] =>
  answer.kind === 'read' ? unpackOutcomes(answer.outcomes) : [];

const broken = ({message, code}: {message: string; code?: string | undefined}): Error =>
  Object.assign(new Error(message), {code});
