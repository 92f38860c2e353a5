import {z} from 'zod';
import {OrkestraError} from '../../../state/errors.js';
import {taskStates} from '../../../state/task-states.js';
import {checkDraft} from '../draft.js';
import {count, idText, readMoment, tellIssue, text} from './fields.js';
import type {Header} from './header.js';
import type {ImportedState, ImportedTask} from './imported.js';
import {labelOf, type Report} from './report.js';

const moment = z
  .string({error: 'must be a date'})
  .transform(readMoment)
  .refine((at) => at !== undefined, 'must be a date')
  .nullish();

const runSchema = z.object({
  attempt: z.int().min(1),
  state: z.enum(['done', 'failed', 'cancelled', 'timed-out', 'handed-back', 'lost']),
  agent: z.string(),
  owner: z.string(),
  startedAt: moment,
  endedAt: moment,
  exitCode: z.int().nullish(),
  why: text,
});

/** What `checkDraft` does not read. */
const taskSchema = z.looseObject({
  id: idText,
  title: z.string({error: 'must be text'}),
  state: z.enum(taskStates, {error: `must be one of ${taskStates.join(', ')}`}).default('ready'),
  dependencies: z.array(z.object({id: idText, kind: z.enum(['hard', 'soft']).default('hard')})).default([]),
  wantedAgent: text,
  sourceId: text,
  result: text,
  agent: text,
  why: text,
  rank: z.number().nullish(),
  attempt: count,
  failures: count,
  createdAt: moment,
  readyAt: moment,
  startedAt: moment,
  endedAt: moment,
  attempts: z.array(runSchema).default([]),
});

const draftFields = [
  'instructions',
  'run',
  'check',
  'priority',
  'skills',
  'files',
  'inputs',
  'outputs',
  'retries',
  'timeoutMs',
  'budget',
  'workspace',
  'review',
  'node',
  'category',
] as const;

const known = new Set<string>([...Object.keys(taskSchema.shape), ...draftFields]);

export interface Place {
  origin: string;
  header: Header;
  report: Report;
}

/** Undefined when the report has a problem more. */
export function readOurTask(raw: unknown, at: number, {origin, header, report}: Place): ImportedTask | undefined {
  const result = taskSchema.safeParse(raw);
  if (!result.success) {
    report.problem(`task number ${at + 1}: ${tellIssue(result.error.issues[0] ?? {path: [], message: 'is no task'})}`);
    return undefined;
  }
  const task = result.data;
  const label = labelOf(task.id, task.title);
  for (const key of Object.keys(task)) if (!known.has(key)) report.note(`not carried over: ${key}`);
  if (task.state === 'running') report.note('was running; nobody runs it here, so it is queued again');
  try {
    const fields = Object.fromEntries(draftFields.map((field) => [field, task[field] ?? undefined]));
    const draft = checkDraft({...fields, title: task.title, agent: task.wantedAgent});
    return {
      ...historyOf(task, header),
      id: task.id,
      label,
      sourceId: task.sourceId || `${origin}:${task.id}`,
      draft,
      needs: task.dependencies,
    };
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    report.problem(`${label}: ${error.message}`);
    return undefined;
  }
}

const stateOf = (state: z.output<typeof taskSchema>['state']): ImportedState =>
  state === 'running' || state === 'ready' || state === 'waiting' ? 'queued' : state;

function historyOf(task: z.output<typeof taskSchema>, {exportedAt}: Header) {
  const runs = [...new Map(task.attempts.map((run) => [run.attempt, run])).values()];
  return {
    state: stateOf(task.state),
    agent: task.agent ?? null,
    why: task.why ?? null,
    result: task.result ?? null,
    attempt: Math.max(task.attempt ?? 0, ...runs.map((run) => run.attempt)),
    failures: task.failures ?? 0,
    rankBefore: exportedAt === undefined || task.rank == null ? undefined : exportedAt - task.rank,
    createdAt: task.createdAt ?? null,
    readyAt: task.readyAt ?? null,
    startedAt: task.startedAt ?? null,
    endedAt: task.endedAt ?? null,
    runs: runs.map((run) => ({
      ...run,
      startedAt: run.startedAt ?? 0,
      endedAt: run.endedAt ?? 0,
      exitCode: run.exitCode ?? null,
      why: run.why ?? null,
    })),
  };
}
