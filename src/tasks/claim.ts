import {type Candidate, type Claim, hinderTask, listClaimable, startTasks, type Work} from '../../state/attempts.js';
import type {Lock} from '../../state/lock-files.js';
import {type CrewFacts, chooseAgent} from '../agents/choose.js';
import {crewReader} from '../agents/crew.js';
import {takeLocks} from '../locks/take.js';
import type {World} from '../world.js';
import {handToPerson, PERSON} from './hand-to-person.js';

/** A task that this owner now works on. */
export interface StartedTask extends Claim, Work {
  agent: string;
  /** Why it was this one, where there was a choice. */
  whyAgent: string | null;
  startedAt: number;
  hasLocks: boolean;
}

/** Ready tasks that turn out to be hindered are set aside; this many are looked at before the lock is given free. */
const MOST_HINDERED = 200;

export const lockHolder = (claim: Pick<Claim, 'id' | 'attempt'>): string => `task:${claim.id}:${claim.attempt}`;

/**
 * Starts up to `free` tasks, the best first; the locks it takes are added to `taken`. Every candidate is either started
 * or set aside with its hindrance, so each look finds new ones.
 */
export function claimTasks(world: World, free: number, taken: Lock[]): StartedTask[] {
  const started: StartedTask[] = [];
  const chosenSoFar = new Map<string, number>();
  for (let looked = 0; started.length < free && looked < free + MOST_HINDERED; ) {
    const readCrew = crewReader(world, chosenSoFar);
    const candidates = listClaimable(world.db, free - started.length);
    if (candidates.length === 0) break;
    looked += candidates.length;
    const at = world.now();
    const chosen = candidates
      .map((candidate) => prepare(world, candidate, {at, taken, readCrew, chosenSoFar}))
      .filter((task) => task !== undefined);
    startAll(world, chosen, at);
    started.push(...chosen);
  }
  return started;
}

interface Preparing {
  at: number;
  taken: Lock[];
  readCrew(): CrewFacts;
  /** Chosen in this transaction, which the database does not know yet. */
  chosenSoFar: Map<string, number>;
}

function prepare(
  world: World,
  candidate: Candidate,
  {at: startedAt, taken, readCrew, chosenSoFar}: Preparing,
): StartedTask | undefined {
  // Named one by one: a spread of a row that came from SQLite takes as long as its update.
  const {id, files, title, run, check, instructions, wantedAgent, timeoutMs} = candidate;
  if (wantedAgent === PERSON) return void handToPerson(world, id);
  const choice = chooseAgent(wantedOf(candidate), readCrew);
  if (!choice.ok) {
    hinderTask(world.db, id, 'agent', choice.why);
    return undefined;
  }
  const {agent} = choice;
  const whyAgent = choice.why ?? null;
  const {owner} = world;
  const attempt = candidate.attempt + 1;
  const hasLocks = files !== null;
  if (hasLocks && !takeFiles(world, {id, attempt}, files, taken)) return undefined;
  if (agent !== 'shell') chosenSoFar.set(agent, (chosenSoFar.get(agent) ?? 0) + 1);
  return {
    id,
    attempt,
    owner,
    agent,
    whyAgent,
    startedAt,
    hasLocks,
    title,
    run,
    check,
    instructions,
    wantedAgent,
    timeoutMs,
  };
}

/** The list is read only where agents are compared. */
const wantedOf = (candidate: Candidate) => ({
  ...{title: candidate.title, instructions: candidate.instructions},
  ...{run: candidate.run, wantedAgent: candidate.wantedAgent},
  skills: candidate.skills === null ? [] : (JSON.parse(candidate.skills) as string[]),
});

function startAll({db, owner, config}: World, tasks: readonly StartedTask[], at: number): void {
  const leaseUntil = at + config.queue.leaseMs;
  for (const [agent, ids] of groupByAgent(tasks)) startTasks(db, ids, {owner, leaseUntil, agent, at});
}

function groupByAgent(tasks: readonly StartedTask[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const {agent, id} of tasks) {
    const group = groups.get(agent);
    if (group) group.push(id);
    else groups.set(agent, [id]);
  }
  return groups;
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
