import {setTimeout as sleep} from 'node:timers/promises';
import {OrkestraError} from '../../state/errors.js';
import {
  endOperation,
  insertOperation,
  type OperationDetail,
  type OperationState,
  writeProgress,
} from '../../state/operations.js';
import {write, writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {waitForPlace} from './places.js';
import {makeRate} from './rate.js';
import {tryStep} from './steps.js';

/** What an operation is given to work with. */
export interface Operation {
  readonly id: number;
  /** Aborted when the time is over; what takes long looks at it, or hands it on. */
  readonly signal: AbortSignal;
  /** A part that may fail for a while: it is tried `operations.retry_attempts` times, with a pause that grows. */
  step<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result>;
  /** How to take back what was just done. When the operation fails, the newest is taken back first. */
  undo(name: string, work: () => void | Promise<void>): void;
  /** How far it is; it may be told as often as it likes. `detail` is what screens show, its rate is measured here. */
  progress(done: number, total?: number, detail?: Omit<OperationDetail, 'bytesPerSecond'>): void;
}

interface Request {
  /** 'import', 'backup', 'restore'. */
  kind: string;
  subject: string;
  /** Aborted when whoever asked wants it no more; then it is rolled back as well. */
  signal?: AbortSignal;
}

const TELL_EVERY_MS = 200;
/** So long work that was told to stop has to end. */
const STOP_GRACE_MS = 1000;

/**
 * Long work that is no task, under the rules of `operations` in the configuration: it waits while as many as are
 * allowed are at work, in whichever processes; it is stopped when its time is over; and what fails is rolled back.
 */
export async function operate<Result>(
  world: World,
  {kind, subject, signal}: Request,
  work: (operation: Operation) => Promise<Result>,
): Promise<Result> {
  const {db, config} = world;
  const id = write(db, () => insertOperation(db, {kind, subject, owner: world.owner, askedAt: world.now()}));
  await waitForPlace(world, id);
  write(db, () => record(world, {type: 'operation.started', data: {id, kind, subject}}));
  const undos: {name: string; work: () => void | Promise<void>}[] = [];
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(overTime(kind, config.operations.timeoutMs)), config.operations.timeoutMs);
  const giveUp = (): void => limit.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, {once: true});
  let toldAt = Number.NEGATIVE_INFINITY;
  const rate = makeRate(performance.now());
  const operation: Operation = {
    id,
    signal: limit.signal,
    step: (name, part) => tryStep(world, {operation: id, name, signal: limit.signal}, part),
    undo: (name, part) => void undos.push({name, work: part}),
    progress(done, total, detail) {
      if (performance.now() - toldAt < TELL_EVERY_MS) return;
      toldAt = performance.now();
      const told = detail && {...detail, bytesPerSecond: rate(detail.bytes, toldAt)};
      try {
        write(db, () => writeProgress(db, id, {done, total: total ?? null, detail: told}));
      } catch (error) {
        // Told from a timer, where a full disk would end the process; what has to be kept says so itself.
        world.log.warning(
          `the progress of ${kind} could not be kept: ${error instanceof Error ? error.message : error}`,
        );
      }
    },
  };
  const working = Promise.resolve().then(() => work(operation));
  try {
    const result = await Promise.race([working, whenAborted(limit.signal)]);
    await end(world, {id, kind, subject}, 'done', null);
    return result;
  } catch (error) {
    const isLate = limit.signal.aborted && !signal?.aborted;
    limit.abort(error);
    // What is taken back must not be made again by work that has not heard yet.
    await Promise.race([working.catch(() => {}), sleep(STOP_GRACE_MS)]);
    const left = await rollBack(world, undos);
    const why = error instanceof Error ? error.message : String(error);
    await end(world, {id, kind, subject}, isLate ? 'timed-out' : 'failed', [why, ...left].join('; '));
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

const overTime = (kind: string, limitMs: number): OrkestraError =>
  new OrkestraError(
    'unavailable',
    `The ${kind} took longer than ${limitMs / 1000} s; it was stopped and rolled back.`,
    {
      hint: 'operations.timeout in orkestra.yaml sets the limit.',
    },
  );

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), {once: true}));

/** The newest first. One that fails does not keep the others from being taken back; it is named. */
async function rollBack(
  world: World,
  undos: readonly {name: string; work: () => void | Promise<void>}[],
): Promise<string[]> {
  const left: string[] = [];
  for (const {name, work} of undos.toReversed()) {
    try {
      await work();
    } catch (error) {
      world.log.error(`rolling back: ${name}`, error);
      left.push(`${name} could not be taken back`);
    }
  }
  return left;
}

async function end(
  world: World,
  {id, kind, subject}: Request & {id: number},
  state: Exclude<OperationState, 'waiting' | 'running'>,
  why: string | null,
): Promise<void> {
  await writeSoon(world.db, () => {
    endOperation(world.db, id, {state, endedAt: world.now(), why});
    record(world, {type: `operation.${state}`, data: why === null ? {id, kind, subject} : {id, kind, subject, why}});
  });
}
