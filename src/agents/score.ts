import {matchSpecialties, type Specialties} from './specialties.js';

export interface ScoreFacts {
  agent: string;
  specialties: Specialties;
  /** Tasks it works on now. */
  workload: number;
  /** What became of its attempts in this project. */
  record: {done: number; failed: number};
}

/** Each part of a score, so that the sum can be shown and checked. */
export interface Score {
  agent: string;
  base: number;
  matched: string[];
  specialty: number;
  penalty: number;
  total: number;
  successRate: number;
  attempts: number;
}

const BASE = 50;
const PER_SPECIALTY = 15;
const MOST = 100;

/**
 * Base and specialties are capped at 100, then the workload is taken off: 20 for each task at hand, up to a third less
 * for an agent whose work succeeds. One without attempts counts as one that succeeds.
 */
export function scoreAgent(text: string, {agent, specialties, workload, record}: ScoreFacts): Score {
  const matched = matchSpecialties(text, specialties);
  const attempts = record.done + record.failed;
  const successRate = attempts === 0 ? 1 : record.done / attempts;
  const suitability = Math.min(MOST, BASE + PER_SPECIALTY * matched.length);
  const penalty = Math.min(MOST, Math.floor(20 * workload * (1 - 0.3 * successRate)));
  return {
    agent,
    base: BASE,
    matched,
    specialty: suitability - BASE,
    penalty,
    total: Math.max(0, suitability - penalty),
    successRate,
    attempts,
  };
}

/** The best first; among equals the less busy, then the more successful, then by name. */
export const rankScores = (scores: readonly Score[]): Score[] =>
  scores.toSorted(
    (one, other) =>
      other.total - one.total ||
      one.penalty - other.penalty ||
      other.successRate - one.successRate ||
      one.agent.localeCompare(other.agent),
  );

/** Why it was this one, in a sentence. */
export function whyChosen([best, next]: readonly Score[]): string {
  if (!best) return 'no agent is ready';
  const skill = best.matched.length === 0 ? 'no specialty asked for' : best.matched.join(', ').replaceAll('_', ' ');
  const busy = best.penalty === 0 ? 'free' : `busy (−${best.penalty})`;
  const against = next ? `; next is ${next.agent} with ${next.total}` : '';
  return `${best.agent} with ${best.total}: ${skill}, ${busy}${against}`;
}
