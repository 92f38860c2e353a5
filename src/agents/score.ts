import {matchSpecialties, type Specialties} from './specialties.js';

/** What became of an agent's attempts in this project. */
export interface Outcomes {
  done: number;
  failed: number;
  /** Of those that came to an end; undefined before the first. */
  meanMs?: number;
  /** Of those whose vendor told what they cost. */
  meanUsd?: number;
}

export interface ScoreFacts {
  agent: string;
  specialties: Specialties;
  /** Tasks it works on now. */
  workload: number;
  record: Outcomes;
  /** What an attempt takes on average, whoever makes it. */
  crew: Pick<Outcomes, 'meanMs' | 'meanUsd'>;
}

/** Each part of a score, so that the sum can be shown and checked. */
export interface Score {
  agent: string;
  base: number;
  matched: string[];
  specialty: number;
  workload: number;
  /** What is taken off for the workload. */
  penalty: number;
  /** What is taken off for what went wrong, or took longer or cost more than with others. */
  outcomes: number;
  total: number;
  successRate: number;
  attempts: number;
  meanMs: number | null;
  meanUsd: number | null;
}

const BASE = 50;
const PER_SPECIALTY = 15;
const MOST = 100;

/**
 * Base and specialties are capped at 100, then the workload is taken off: 20 for each task at hand, up to a third less
 * for an agent whose work succeeds. One without attempts counts as one that succeeds.
 */
export function scoreAgent(text: string, {agent, specialties, workload, record, crew}: ScoreFacts): Score {
  const matched = matchSpecialties(text, specialties);
  const attempts = record.done + record.failed;
  const successRate = attempts === 0 ? 1 : record.done / attempts;
  const suitability = Math.min(MOST, BASE + PER_SPECIALTY * matched.length);
  const penalty = Math.min(MOST, Math.floor(20 * workload * (1 - 0.3 * successRate)));
  const outcomes = outcomePoints(record, crew);
  return {
    agent,
    base: BASE,
    matched,
    specialty: suitability - BASE,
    workload,
    penalty,
    outcomes,
    total: Math.max(0, suitability - penalty - outcomes),
    successRate,
    attempts,
    meanMs: record.meanMs ?? null,
    meanUsd: record.meanUsd ?? null,
  };
}

const FOR_FAILURES = 20;
const FOR_SLOWNESS = 5;
const FOR_COST = 5;
/** So many attempts weigh half: a few say little. */
const HALF_TRUSTED = 5;

/** Only ever taken off: points for success would give all the work to whoever had some first. */
function outcomePoints({done, failed, meanMs, meanUsd}: Outcomes, crew: ScoreFacts['crew']): number {
  const attempts = done + failed;
  if (attempts === 0) return 0;
  const full =
    FOR_FAILURES * (failed / attempts) +
    FOR_SLOWNESS * excess(meanMs, crew.meanMs) +
    FOR_COST * excess(meanUsd, crew.meanUsd);
  return Math.floor((full * attempts) / (attempts + HALF_TRUSTED));
}

/** By how much it is above the average, where twice as much is all there is. */
const excess = (own: number | undefined, average: number | undefined): number =>
  own === undefined || !average ? 0 : Math.min(1, Math.max(0, own / average - 1));

/** The best first; among equals the less busy, then who had less to do so far, then by name. */
export const rankScores = (scores: readonly Score[]): Score[] =>
  scores.toSorted(
    (one, other) =>
      other.total - one.total ||
      one.penalty - other.penalty ||
      one.attempts - other.attempts ||
      one.agent.localeCompare(other.agent),
  );

/** Why it was this one, in a sentence. */
export function whyChosen([best, next]: readonly Score[]): string {
  if (!best) return 'no agent is ready';
  const against = next ? `; next is ${next.agent} with ${next.total}` : '';
  return `${best.agent} with ${best.total}: ${skillOf(best)}, ${loadOf(best)}${recordOf(best)}${against}`;
}

const skillOf = ({matched}: Score): string =>
  matched.length === 0 ? 'no specialty asked for' : matched.join(', ').replaceAll('_', ' ');
const loadOf = ({penalty, workload}: Score): string => (penalty === 0 ? 'free' : `busy with ${workload} (−${penalty})`);
const recordOf = ({outcomes, attempts, successRate}: Score): string =>
  outcomes === 0 ? '' : `, ${Math.floor(successRate * 100)}% of ${attempts} succeeded (−${outcomes})`;
