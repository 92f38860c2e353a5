import {readMoment} from './fields.js';
import type {ImportedState} from './imported.js';
import type {OldTask} from './old-schema.js';
import type {Report} from './report.js';

export const errorOf = ({error, error_message}: OldTask): string | null =>
  error?.trim() || error_message?.trim() || null;

export function historyOf(task: OldTask, state: ImportedState, report: Report) {
  const {timestamps} = task;
  const read = (...values: readonly (string | number | null | undefined)[]): number | null => {
    const value = values.find((one) => one !== null && one !== undefined && one !== '') ?? null;
    if (value === null) return null;
    const at = readMoment(value);
    if (at === undefined) report.note('had a date that could not be read');
    return at ?? null;
  };
  const failures = task.retry_count ?? task.retry_info?.current_retry ?? 0;
  const endedAt = read(task.completed_at, task.completed_on, timestamps?.completed_at);
  const hasEnded = state === 'done' || state === 'failed' || state === 'cancelled';
  if (endedAt !== null && !hasEnded)
    report.note('was once completed and is open again; that date was not carried over');
  return {
    why: whyOf(task, state),
    attempt: failures,
    failures,
    rankBefore: undefined,
    createdAt: read(task.created_at, task.created, timestamps?.created_at),
    readyAt: null,
    startedAt: read(task.started_at, timestamps?.started_at),
    endedAt: hasEnded ? endedAt : null,
    runs: [],
  };
}

const whys: Partial<Record<ImportedState, string>> = {
  blocked: 'it was blocked where it came from',
  failed: 'it had failed where it came from',
  cancelled: 'it was cancelled where it came from',
};

export const hasWhy = (state: ImportedState): boolean => state in whys;

const whyOf = (task: OldTask, state: ImportedState): string | null =>
  hasWhy(state) ? (errorOf(task) ?? whys[state] ?? null) : null;
