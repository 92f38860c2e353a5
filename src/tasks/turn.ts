import {type Lock, unlinkLock} from '../../state/lock-files.js';
import {releaseDue} from '../../state/queue.js';
import {write, writeSoon} from '../../state/write.js';
import {type Happening, record} from '../audit/record.js';
import type {World} from '../world.js';
import {claimTasks, type StartedTask} from './claim.js';
import {type Ending, writeEndings} from './endings.js';
import {releaseDependents} from './release.js';

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

function turn(world: World, {ended, free}: TurnRequest, taken: Lock[]): TurnResult {
  const {written, lost, happenings} = writeEndings(world, ended);
  const released = releaseDependents(
    world,
    written.map((ending) => ending.id),
  );
  const due = releaseDue(world.db, world.now(), MOST_DUE);
  const started = free > 0 ? claimTasks(world, free, taken) : [];
  record(world, ...happenings, ...released.map(readyEvent), ...due.map(readyEvent), ...started.map(startEvent));
  return {started, lost};
}

const readyEvent = (task: number): Happening => ({type: 'task.ready', task});
const startEvent = ({id, agent, attempt, whyAgent}: StartedTask): Happening => ({
  type: 'task.started',
  task: id,
  agent,
  data: whyAgent === null ? {attempt} : {attempt, why: whyAgent},
});
