import {write, writeSoon} from '../../state/db.js';
import {isMet, listWaitingFor} from '../../state/deps.js';
import {type Lock, unlinkLock} from '../../state/lock-files.js';
import {countRuns, insertRun, type RunState} from '../../state/runs.js';
import {
  type Candidate,
  type Claim,
  endAttempt,
  hinderTask,
  listClaimable,
  meetOneNeed,
  readAttempt,
  readState,
  readWork,
  releaseDue,
  startTask,
  type Work,
} from '../../state/tasks.js';
import {chooseAgent} from '../agents/choose.js';
import {type Happening, record} from '../audit/record.js';
import {dropLocks, takeLocks} from '../locks/take.js';
import type {World} from '../world.js';
import {decideEnd} from './end.js';

/** An attempt whose work is over. */
export interface Ending extends Claim {
  outcome: RunState;
  agent: string;
  startedAt: number;
  exitCode: number | null;
  why: string | null;
  hasLocks: boolean;
}

/** A task that this owner now works on. */
export interface StartedTask extends Claim, Work {
  agent: string;
  startedAt: number;
  hasLocks: boolean;
}

export interface TurnRequest {
  ended: readonly Ending[];
  /** How many more tasks this owner can work on. */
  free: number;
}

export interface TurnResult {
  started: StartedTask[];
  /** Attempts that were no longer this owner's when they ended: their outcome was not written. */
  lost: Ending[];
}

const MOST_DUE = 500;
/** Ready tasks that turn out to be hindered are set aside; this many are looked at before the lock is given free. */
const MOST_HINDERED = 200;

export const lockHolder = (claim: Pick<Claim, 'id' | 'attempt'>): string => `task:${claim.id}:${claim.attempt}`;

/**
 * The heart of the queue, one transaction: what ended is written, what waited for it becomes ready, what is due
 * becomes ready, and as much as is free is claimed. Either all of it is on disk or none.
 */
export const takeTurn = (world: World, request: TurnRequest): TurnResult => {
  const taken: Lock[] = [];
  return undoingLocks(world, taken, () => write(world.db, () => turn(world, request, taken)));
};

/** As `takeTurn`, for a process that must go on with other things while another writes. */
export async function takeTurnSoon(world: World, request: TurnRequest): Promise<TurnResult> {
  const taken: Lock[] = [];
  try {
    return await writeSoon(world.db, () => turn(world, request, taken));
  } catch (error) {
    for (const lock of taken) unlinkLock(world.paths.locks, lock);
    throw error;
  }
}

function undoingLocks<T>(world: World, taken: readonly Lock[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    for (const lock of taken) unlinkLock(world.paths.locks, lock);
    throw error;
  }
}

function turn(world: World, request: TurnRequest, taken: Lock[]): TurnResult {
  const happenings: Happening[] = [];
  const lost = request.ended.filter((ending) => !writeEnding(world, ending, happenings));
  meetNeeds(world, request.ended, lost, happenings);
  for (const task of releaseDue(world.db, world.now(), MOST_DUE)) happenings.push({type: 'task.ready', task});
  const started = request.free > 0 ? claim(world, request.free, taken, happenings) : [];
  record(world, ...happenings);
  return {started, lost};
}

function writeEnding(world: World, ending: Ending, happenings: Happening[]): boolean {
  const {db} = world;
  const attempt = readAttempt(db, ending);
  if (!attempt) return false;
  const endedAt = world.now();
  const lostBefore = ending.outcome === 'lost' ? countRuns(db, ending.id, 'lost') : 0;
  const facts = {now: endedAt, random: world.random(), backoff: world.config.queue, lostBefore};
  const end = decideEnd(ending, attempt, facts);
  if (!endAttempt(db, ending, end)) return false;
  insertRun(db, {
    task: ending.id,
    attempt: ending.attempt,
    state: ending.outcome,
    agent: ending.agent,
    owner: ending.owner,
    startedAt: ending.startedAt,
    endedAt,
    exitCode: ending.exitCode,
    why: ending.why,
  });
  if (ending.hasLocks) dropLocks(world, lockHolder(ending));
  happenings.push(endingEvent(ending, end.state));
  return true;
}

function endingEvent(ending: Ending, state: string): Happening {
  const {attempt, outcome, exitCode, why} = ending;
  const data = why === null ? {attempt, outcome, exitCode} : {attempt, outcome, exitCode, why};
  return {type: `task.${state}`, task: ending.id, agent: ending.agent, data};
}

/** A dependency that ended for good releases its dependents; most tasks have none, so one look serves the batch. */
function meetNeeds(world: World, ended: readonly Ending[], lost: readonly Ending[], happenings: Happening[]): void {
  const written = ended.filter((ending) => !lost.includes(ending));
  if (written.length === 0) return;
  for (const ready of releaseDependents(
    world,
    written.map((ending) => ending.id),
  )) {
    happenings.push({type: 'task.ready', task: ready});
  }
}

/** Counts the dependencies that these tasks, now ended, have met; returns the dependents that became ready. */
export function releaseDependents(world: World, ids: readonly number[]): number[] {
  const met = listWaitingFor(world.db, ids).filter((dep) => {
    const state = readState(world.db, dep.needs);
    return state !== undefined && isMet({kind: dep.kind, state});
  });
  return meetOneNeed(
    world.db,
    met.map((dep) => dep.task),
    world.now(),
  );
}

/** Every candidate is either started or set aside with its hindrance, so each look finds new ones. */
function claim(world: World, free: number, taken: Lock[], happenings: Happening[]): StartedTask[] {
  const started: StartedTask[] = [];
  for (let looked = 0; started.length < free && looked < free + MOST_HINDERED; ) {
    const candidates = listClaimable(world.db, free - started.length);
    if (candidates.length === 0) break;
    looked += candidates.length;
    for (const candidate of candidates) {
      const task = start(world, candidate, taken);
      if (!task) continue;
      started.push(task);
      happenings.push({type: 'task.started', task: task.id, agent: task.agent, data: {attempt: task.attempt}});
    }
  }
  return started;
}

function start(world: World, candidate: Candidate, taken: Lock[]): StartedTask | undefined {
  const {id} = candidate;
  const work = readWork(world.db, id);
  const choice = chooseAgent(work);
  if (!choice.ok) {
    hinderTask(world.db, id, 'agent', choice.why);
    return undefined;
  }
  const attempt = candidate.attempt + 1;
  const hasLocks = candidate.files !== null;
  if (hasLocks && !takeFiles(world, {id, attempt}, candidate.files as string, taken)) return undefined;
  const at = world.now();
  const {owner} = world;
  if (!startTask(world.db, id, {owner, leaseUntil: at + world.config.queue.leaseMs, agent: choice.agent, at}))
    return undefined;
  return {...work, id, attempt, owner, agent: choice.agent, startedAt: at, hasLocks};
}

function takeFiles(world: World, claimed: Pick<Claim, 'id' | 'attempt'>, files: string, taken: Lock[]): boolean {
  const answer = takeLocks(world, {
    kind: 'file',
    ids: JSON.parse(files) as string[],
    holder: lockHolder(claimed),
    task: claimed.id,
    leaseMs: world.config.queue.leaseMs,
    isBeating: true,
  });
  if (answer.ok) taken.push(...answer.locks);
  else hinderTask(world.db, claimed.id, `lock:${answer.id}`, answer.why);
  return answer.ok;
}
