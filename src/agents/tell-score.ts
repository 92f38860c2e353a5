import {formatDuration, formatUsd} from '../formats.js';
import type {Score} from './score.js';

/** A score, and what keeps the agent from taking the task now. */
export type Scored = Score & {why: string | null};

/** The arithmetic behind a choice, a line an agent, the best first. */
export function scoreLines(scored: readonly Scored[]): string[] {
  if (scored.length === 0) return ['Nobody looked at the agents yet; `orkestra agent test` does.'];
  const width = Math.max(...scored.map(({agent}) => agent.length)) + 1;
  return [
    `${'agent'.padEnd(width)} score = base + specialties − workload − outcomes`,
    ...scored.map((score) => {
      const {agent, total, base, specialty, penalty, outcomes} = score;
      const sum = `${base} + ${specialty} − ${penalty} − ${outcomes}`;
      return `${agent.padEnd(width)} ${String(total).padStart(5)} = ${sum.padEnd(18)} ${aboutOf(score)}`.trimEnd();
    }),
  ];
}

function aboutOf({matched, attempts, successRate, meanMs, meanUsd, why}: Scored): string {
  return [
    why === null ? undefined : `not now: it ${why}`,
    matched.length > 0 ? matched.join(', ').replaceAll('_', ' ') : undefined,
    attempts > 0 ? `${Math.floor(successRate * 100)}% of ${attempts}` : undefined,
    meanMs === null ? undefined : `${formatDuration(meanMs)} each`,
    meanUsd === null ? undefined : `${formatUsd(meanUsd)} each`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
