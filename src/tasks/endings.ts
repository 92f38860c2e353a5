import {type Attempt, type AttemptEnd, type Claim, endAttempts, listAttempts} from '../../state/attempts.js';
import {countRuns, countRunsOf, insertEndedRuns, type RunState} from '../../state/runs.js';
import type {WorkEnd} from '../agents/end-file.js';
import {settleAgent} from '../agents/settle.js';
import {settleForlorn} from '../approvals/settle.js';
import type {Happening} from '../audit/record.js';
import {dropLocksOf} from '../locks/take.js';
import {type Ended, tellOf, tellOfBlocked, tellOfDone} from '../notify/tell.js';
import type {Delivery} from '../workspaces/delivery.js';
import type {World} from '../world.js';
import {lockHolder} from './claim.js';
import {decideEnd} from './end.js';

/** An attempt whose work is over. */
export interface Ending extends Claim {
  outcome: RunState;
  agent: string;
  startedAt: number;
  exitCode: number | null;
  why: string | null;
  hasLocks: boolean;
  /** To try again would be no use. */
  isFinal?: boolean;
  /** What had to be done first failed, which is no fault of its agent. */
  hasNotBegun?: boolean;
  /** What an agent's run left behind; the shell's leave none. */
  end?: WorkEnd;
  /** What became of its work, where that was done beside the project folder. */
  delivery?: Delivery;
}

export interface WrittenEndings {
  written: Ending[];
  /** Attempts that were no longer their owner's when they ended: their outcome is not written. */
  lost: Ending[];
  happenings: Happening[];
}

/**
 * Writes how attempts ended. The attempt number is part of the proof of ownership, since the same process can get its
 * own lost task again.
 */
export function writeEndings(world: World, ended: readonly Ending[]): WrittenEndings {
  const result: WrittenEndings = {written: [], lost: [], happenings: []};
  if (ended.length === 0) return result;
  const now = world.now();
  const attempts = findAttempts(world, ended);
  const groups = new Map<string, EndedAlike>();
  for (const ending of ended) {
    const attempt = attempts.get(ending.id);
    if (!attempt || attempt.attempt !== ending.attempt || attempt.owner !== ending.owner) {
      result.lost.push(ending);
      continue;
    }
    // Told twice, the second time counts as lost.
    attempts.delete(ending.id);
    const end = decide(world, ending, attempt, now);
    addToGroup(groups, ending, end);
    result.written.push(ending);
    if (ending.agent !== 'shell' && !ending.hasNotBegun) settleAgent(world, ending);
    result.happenings.push(endingEvent(ending, end.state));
  }
  for (const group of groups.values()) writeGroup(world, group, now);
  if (result.written.some(({agent}) => agent !== 'shell')) settleForlorn(world);
  tellOfEndings(world, [...groups.values()]);
  dropLocksOf(world, result.written.filter((ending) => ending.hasLocks).map(lockHolder));
  return result;
}

function findAttempts({db}: World, ended: readonly Ending[]): Map<number, Attempt> {
  const ids = ended.map((ending) => ending.id);
  return new Map(listAttempts(db, ids).map((attempt) => [attempt.id, attempt]));
}

function decide(world: World, ending: Ending, attempt: Attempt, now: number): AttemptEnd {
  const lostBefore = ending.outcome === 'lost' ? countRuns(world.db, ending.id, 'lost') : 0;
  return decideEnd(ending, attempt, {now, random: world.random(), backoff: world.config.queue, lostBefore});
}

/** Attempts that ended in the same way and leave their tasks in the same way, mostly all of a turn: one statement each. */
interface EndedAlike {
  ids: number[];
  startedAtSum: number;
  ending: Ending;
  end: AttemptEnd;
}

function addToGroup(groups: Map<string, EndedAlike>, ending: Ending, end: AttemptEnd): void {
  const {outcome, agent, exitCode, why} = ending;
  const key = `${outcome} ${agent} ${exitCode} ${end.state} ${end.failures} ${end.readyAt} ${end.endedAt} ${end.why} ${why}`;
  const group = groups.get(key) ?? {ids: [], startedAtSum: 0, ending, end};
  group.ids.push(ending.id);
  group.startedAtSum += ending.startedAt;
  groups.set(key, group);
}

function writeGroup({db}: World, {ids, startedAtSum, ending, end}: EndedAlike, endedAt: number): void {
  const {outcome: state, agent, exitCode, why} = ending;
  insertEndedRuns(db, ids, {state, endedAt, exitCode, why});
  countRunsOf(db, agent, {state, count: ids.length, tookMs: Math.max(0, endedAt * ids.length - startedAtSum)});
  endAttempts(db, ids, end);
}

function tellOfEndings(world: World, groups: readonly EndedAlike[]): void {
  const done = groups.filter(({end}) => end.state === 'done');
  const count = done.reduce((sum, {ids}) => sum + ids.length, 0);
  tellOfDone(world, count, done.at(-1)?.ids.at(-1) ?? 0);
  if (done.length === groups.length) return;
  const endedAs = (state: AttemptEnd['state']): Ended[] =>
    groups.flatMap(({ids, end}) => (end.state === state ? ids.map((id) => ({id, why: end.why})) : []));
  tellOf(world, 'failed', endedAs('failed'));
  tellOf(world, 'review', endedAs('review'));
  tellOfBlocked(world, endedAs('cancelled'));
}

function endingEvent({id, agent, attempt, outcome, exitCode, why}: Ending, state: string): Happening {
  const data = why === null ? {attempt, outcome, exitCode} : {attempt, outcome, exitCode, why};
  return {type: `task.${state}`, task: id, agent, data};
}
