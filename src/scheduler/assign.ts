import {setImmediate} from 'node:timers/promises';
import {isAnythingClaimable, writeProcess} from '../../state/attempts.js';
import {OrkestraError} from '../../state/errors.js';
import {unlinkIfThere} from '../../state/files.js';
import {dropMeta, readMeta, writeMeta} from '../../state/meta.js';
import {exitFile} from '../../state/output.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import {writeLockWork} from '../locks/beat.js';
import {lockHolder, type StartedTask} from '../tasks/claim.js';
import type {Ending} from '../tasks/endings.js';
import {launchAttempt, type RunningAttempt} from '../tasks/run.js';
import {type TurnRequest, type TurnResult, takeTurnSoon} from '../tasks/turn.js';
import {needsWorktree} from '../workspaces/prepare.js';
import type {World} from '../world.js';
import {findPause} from './pause.js';

/** The attempts of this engine: those that run and those whose end is not written yet. */
export interface Crew {
  running: Map<number, RunningAttempt>;
  /** Those that are ours in the book already, and whose processes are being started. */
  starting: number;
  /** Those of them whose worktrees are made first, which may take long. */
  preparing: Set<Promise<void>>;
  ended: Ending[];
  /** Called when an attempt ended, so that its place is given away at once. */
  onEnd(): void;
}

/** So many attempts are ended or started before keys, timers and signals have their turn again. */
const MOST_AT_ONCE = 5;

/** One pass: writes what ended, claims as much as there is room for, starts it. */
export async function assignTasks(world: World, crew: Crew): Promise<void> {
  const pause = findPause(world);
  await tellPause(world, pause);
  while (await assignSome(world, crew, pause === undefined)) await setImmediate();
}

/** True when there may be more to do at once. */
async function assignSome(world: World, crew: Crew, mayStart: boolean): Promise<boolean> {
  const ended = crew.ended.splice(0, MOST_AT_ONCE);
  const room = mayStart ? world.config.maxConcurrentTasks - crew.running.size - crew.starting : 0;
  const free = Math.max(0, Math.min(MOST_AT_ONCE, room));
  if (ended.length === 0 && !(free > 0 && isAnythingClaimable(world.db, world.now()))) return false;
  const {started, lost} = await writeTurn(world, crew, {ended, free});
  for (const ending of lost)
    world.log.warning(`task ${ending.id}: attempt ${ending.attempt} was no longer ours when it ended`);
  const slow = started.filter((task) => needsWorktree(world, task));
  for (const task of slow) startBeside(world, crew, task);
  await startAll(
    world,
    crew,
    started.filter((task) => !slow.includes(task)),
  );
  for (const ending of ended) unlinkIfThere(exitFile(world.paths.runs, ending.id, ending.attempt));
  return started.length === MOST_AT_ONCE || crew.ended.length > 0;
}

/** What could not be written is kept for the next pass; what could is never told a second time. */
async function writeTurn(world: World, crew: Crew, request: TurnRequest): Promise<TurnResult> {
  try {
    return await takeTurnSoon(world, request);
  } catch (error) {
    crew.ended.unshift(...request.ended);
    throw error;
  }
}

/** Screens and commands of other processes say why nothing starts; the engine tells them. */
async function tellPause(world: World, pause: string | undefined): Promise<void> {
  if (readMeta(world.db, 'pause') === pause) return;
  await writeSoon(world.db, () => {
    if (pause === undefined) dropMeta(world.db, 'pause');
    else writeMeta(world.db, 'pause', pause);
    record(world, {
      type: pause === undefined ? 'engine.resumed' : 'engine.paused',
      data: pause === undefined ? {} : {why: pause},
    });
  });
}

/** A checkout of a large repository must not keep others from being started and ended. */
function startBeside(world: World, crew: Crew, task: StartedTask): void {
  const starting = startAll(world, crew, [task])
    .catch((error: unknown) => world.log.error(`task ${task.id} could not be started`, error))
    .finally(() => {
      crew.preparing.delete(starting);
      crew.onEnd();
    });
  crew.preparing.add(starting);
}

/** The processes are written down in one transaction before any command begins: then a crash cannot start one twice. */
async function startAll(world: World, crew: Crew, tasks: readonly StartedTask[]): Promise<void> {
  if (tasks.length === 0) return;
  crew.starting += tasks.length;
  const attempts = await launchAll(world, crew, tasks).finally(() => {
    crew.starting -= tasks.length;
  });
  for (const attempt of attempts) watchAttempt(crew, attempt);
  let mine: RunningAttempt[];
  try {
    mine = await writeSoon(world.db, () => attempts.filter((attempt) => writeDown(world, attempt)));
  } catch (error) {
    for (const attempt of attempts) attempt.stop('handed-back', 'it could not be written down');
    throw error;
  }
  for (const attempt of attempts) {
    if (mine.includes(attempt)) attempt.begin();
    else attempt.stop('handed-back', 'another engine took it before it began');
  }
}

/** To start a process takes some milliseconds, in which nothing else is heard: keys and timers have their turn between. */
async function launchAll(world: World, crew: Crew, tasks: readonly StartedTask[]): Promise<RunningAttempt[]> {
  const attempts: RunningAttempt[] = [];
  for (const task of tasks) {
    const attempt = await launch(world, crew, task);
    if (attempt) attempts.push(attempt);
    await setImmediate();
  }
  return attempts;
}

async function launch(world: World, crew: Crew, task: StartedTask): Promise<RunningAttempt | undefined> {
  try {
    return await launchAttempt(world, task);
  } catch (error) {
    world.log.error(`task ${task.id} could not be started`, error);
    const why = `it could not be started: ${error instanceof Error ? error.message : String(error)}`;
    const {id, attempt, owner, agent, startedAt, hasLocks} = task;
    // What is refused today is refused in a minute.
    const isFinal = error instanceof OrkestraError && error.code === 'refused';
    crew.ended.push({id, attempt, owner, agent, startedAt, hasLocks, outcome: 'failed', exitCode: null, why, isFinal});
    crew.onEnd();
    return undefined;
  }
}

/** False when it is not ours any more: a machine that slept over its lease wakes up behind another engine's back. */
function writeDown(world: World, attempt: RunningAttempt): boolean {
  const process = world.processes.identify(attempt.pid);
  // It ended already, and its end will be told.
  if (!process) return true;
  if (!writeProcess(world.db, attempt.claim, process.pid, process.startedAt)) return false;
  if (attempt.hasLocks) writeLockWork(world, lockHolder(attempt.claim), process);
  return true;
}

/** From now on the crew hears of the attempt's end. */
export function watchAttempt(crew: Crew, attempt: RunningAttempt): void {
  crew.running.set(attempt.claim.id, attempt);
  void attempt.ending.then((ending) => {
    if (crew.running.get(attempt.claim.id) !== attempt) return;
    crew.running.delete(attempt.claim.id);
    crew.ended.push(ending);
    crew.onEnd();
  });
}
