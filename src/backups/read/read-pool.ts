import {availableParallelism} from 'node:os';
import {Worker} from 'node:worker_threads';
import {OrkestraError} from '../../../state/errors.js';
import {built} from '../../built.js';
import type {AnswerOf, FromReader, JobKind, JobOf, ReadStart, ToReader} from './thread-jobs.js';

/** Threads that read packs. Whoever is free takes the next job. */
export interface ReadPool {
  run<Kind extends JobKind>(kind: Kind, job: JobOf<Kind>): Promise<AnswerOf<Kind>>;
  /** Until few enough jobs wait, so that whoever makes them does not run ahead without bound. */
  room(): Promise<void>;
  /** What was handed out is finished first, so that nothing is left half done; what waits is refused. */
  stop(): Promise<void>;
}

interface Waiting {
  message: ToReader;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

interface Thread {
  worker: Worker;
  given: Waiting[];
  exited: Promise<void>;
}

const CREDIT = 2;
const MOST_WAITING = 16;

export function startReadPool(start: ReadStart, threads: number | undefined): ReadPool {
  const waiting: Waiting[] = [];
  const rooms: (() => void)[] = [];
  let failure: unknown;

  const handOut = (): void => {
    for (let round = 0; round < CREDIT; round++) {
      for (const thread of crew) {
        const next = thread.given.length > round ? undefined : waiting.shift();
        if (!next) continue;
        thread.given.push(next);
        thread.worker.postMessage(next.message);
      }
    }
    if (waiting.length < MOST_WAITING) for (const wake of rooms.splice(0)) wake();
  };
  const refuseWaiting = (error: unknown): void => {
    failure ??= error;
    for (const {reject} of waiting.splice(0)) reject(failure);
    for (const wake of rooms.splice(0)) wake();
  };
  const fail = (error: unknown): void => {
    refuseWaiting(error);
    for (const {given} of crew) for (const {reject} of given.splice(0)) reject(failure);
  };
  const crew = Array.from({length: threads ?? Math.max(2, availableParallelism())}, () => startThread(start));
  for (const {worker, given} of crew) {
    worker.on('error', fail);
    worker.on('message', (message: FromReader) => {
      const done = given.shift();
      if ('answer' in message) done?.resolve(message.answer);
      else done?.reject(Object.assign(new Error(message.broken.message), {code: message.broken.code}));
      handOut();
    });
  }

  return {
    run: (kind, job) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        waiting.push({message: {kind, job}, resolve: resolve as (answer: unknown) => void, reject});
        handOut();
      }),
    async room() {
      if (failure === undefined && waiting.length >= MOST_WAITING) await new Promise<void>((wake) => rooms.push(wake));
      if (failure !== undefined) throw failure;
    },
    async stop() {
      refuseWaiting(new OrkestraError('unavailable', 'The work on the repository was stopped.'));
      for (const {worker} of crew) worker.postMessage('finish');
      await Promise.all(crew.map(({exited}) => exited));
    },
  };
}

function startThread(start: ReadStart): Thread {
  const worker = new Worker(built('backup-reader.js'), {
    workerData: start,
    resourceLimits: {maxYoungGenerationSizeMb: 4},
  });
  return {worker, given: [], exited: new Promise((resolve) => worker.once('exit', () => resolve()))};
}
