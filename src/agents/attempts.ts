import {listAudit} from '../../state/audit.js';
import {listRuns, type RunState} from '../../state/runs.js';
import type {Task} from '../../state/tasks.js';
import {listUsages, type Usage} from '../../state/usages.js';
import {readData} from '../audit/show.js';
import type {World} from '../world.js';

/** All that is known of an attempt; of one that runs as well. */
export interface Attempt {
  task: number;
  attempt: number;
  agent: string;
  state: RunState | 'running';
  startedAt: number;
  endedAt: number | null;
  exitCode: number | null;
  why: string | null;
  /** Why this agent was chosen, where it was a choice. */
  whyAgent: string | null;
  /** Null for the shell, and as long as the agent has told nothing of itself. */
  usage: AttemptUsage | null;
}

/** What the vendor said; null is what it did not say. */
export type AttemptUsage = Pick<Usage, 'session' | 'model' | 'version' | 'inputTokens' | 'outputTokens' | 'costUsd'>;

/** So many attempts of one task are explained. */
const MOST_CHOICES = 1000;

/** In order, the one that runs last. */
export function listAttempts(
  {db, now}: World,
  task: Pick<Task, 'id' | 'state' | 'attempt' | 'agent' | 'startedAt'>,
): Attempt[] {
  const usages = new Map(listUsages(db, task.id).map((usage) => [usage.attempt, usageOf(usage)]));
  const choices = readChoices(db, task.id);
  const explained = (attempt: number) => ({
    whyAgent: choices.get(attempt) ?? null,
    usage: usages.get(attempt) ?? null,
  });
  const ended = listRuns(db, task.id).map(({owner: _, ...run}) => ({...run, ...explained(run.attempt)}));
  if (task.state !== 'running') return ended;
  const {id, attempt, agent, startedAt} = task;
  const running = {task: id, attempt, agent: agent ?? '', state: 'running' as const};
  return [
    ...ended,
    {...running, startedAt: startedAt ?? now(), endedAt: null, exitCode: null, why: null, ...explained(attempt)},
  ];
}

export const isOfAgent = ({agent, usage}: Pick<Attempt, 'agent' | 'usage'>): boolean =>
  usage !== null || (agent !== 'shell' && agent !== '');

const usageOf = ({session, model, version, inputTokens, outputTokens, costUsd}: Usage): AttemptUsage => ({
  ...{session, model, version, inputTokens, outputTokens, costUsd},
});

function readChoices(db: World['db'], task: number): Map<number, string> {
  const started = listAudit(db, {task, type: 'task.started', limit: MOST_CHOICES});
  return new Map(
    started.flatMap(({data}) => {
      const {attempt, why} = (readData(data) ?? {}) as {attempt?: unknown; why?: unknown};
      return typeof attempt === 'number' && typeof why === 'string' ? [[attempt, why] as const] : [];
    }),
  );
}
