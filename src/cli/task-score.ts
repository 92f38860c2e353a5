import type {Score} from '../agents/score.js';
import {formatDuration, formatUsd} from '../formats.js';
import type {Command} from './command.js';
import {taskId} from './values.js';

export const taskScore: Command = {
  path: 'task score',
  args: '<id>',
  summary: 'show who suits a task best, with the arithmetic',
  async run(call) {
    const {world} = await call.project();
    const {findTask} = await import('../tasks/find.js');
    const {readCrew} = await import('../agents/crew.js');
    const {scoreAll} = await import('../agents/choose.js');
    const task = findTask(world, taskId(call.args[0]));
    const scored = scoreAll(task, readCrew(world));
    return {
      json: scored,
      text: scored.length === 0 ? 'Nobody looked at the agents yet; `orkestra agent test` does.' : showScores(scored),
    };
  },
};

type Scored = Score & {why: string | null};

function showScores(scored: readonly Scored[]): string {
  return [
    'agent      score = base + specialties − workload − outcomes',
    ...scored.map((score) => {
      const {agent, total, base, specialty, penalty, outcomes} = score;
      const sum = `${base} + ${specialty} − ${penalty} − ${outcomes}`;
      return `${agent.padEnd(10)} ${String(total).padStart(5)} = ${sum.padEnd(18)} ${aboutOf(score)}`.trimEnd();
    }),
  ].join('\n');
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
