import {parseDuration} from '../src/formats.js';
import {findDraftProblems, type TaskDraft} from '../src/tasks/draft.js';
import {showPriority} from '../src/tasks/priority.js';
import type {Field} from '../state/view.js';

const field = (name: string, label: string, hint: string, value = ''): Field => ({
  name,
  label,
  hint,
  value,
  cursor: [...new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(value)].length,
  problem: undefined,
});

const list = (values: readonly (string | number)[] | undefined): string => (values ?? []).join(', ');

/** The dialog's fields, empty or filled from a task. */
export function taskFields(draft: Partial<TaskDraft> = {}): Field[] {
  return [
    field('title', 'Title', 'what is to be done', draft.title ?? ''),
    field('run', 'Command', 'for the shell, such as npm test', draft.run ?? ''),
    field('instructions', 'Instructions', 'for an agent', draft.instructions ?? ''),
    field('check', 'Check', 'a command that must succeed', draft.check ?? ''),
    field(
      'priority',
      'Priority',
      'urgent, high, normal, low or 1 to 9',
      draft.priority === undefined ? '' : showPriority(Number(draft.priority)),
    ),
    field('after', 'After', 'ids of tasks to wait for, such as 3, 5', list(draft.after)),
    field('files', 'Files', 'it changes; they are locked, such as src/**', list(draft.files)),
    field(
      'retries',
      'Retries',
      'after a failure',
      draft.retries === undefined || draft.retries === null ? '' : String(draft.retries),
    ),
    field('timeoutMs', 'Time limit', 'such as 10m', draft.timeoutMs ? `${draft.timeoutMs / 1000}s` : ''),
  ];
}

export const reasonField = (hint: string): Field => field('reason', 'Reason', hint);

export type FieldsAnswer = {ok: true; draft: TaskDraft} | {ok: false; problems: ReadonlyMap<string, string>};

/** The draft the fields describe, or what is wrong beside each field. */
export function readFields(fields: readonly Field[]): FieldsAnswer {
  const text = (name: string): string => fields.find((one) => one.name === name)?.value.trim() ?? '';
  const words = (name: string): string[] =>
    text(name)
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const problems = new Map<string, string>();
  const after = words('after').map((word) => Number(word.replace(/^#/, '')));
  if (after.some((id) => !Number.isInteger(id) || id < 1)) problems.set('after', 'Task ids are numbers, such as 3, 5.');
  const timeoutMs = text('timeoutMs') === '' ? null : parseDuration(text('timeoutMs'));
  if (timeoutMs === undefined) problems.set('timeoutMs', 'A length of time such as 90s, 10m or 1h.');
  const retries = text('retries') === '' ? null : Number(text('retries'));
  const draft: TaskDraft = {
    title: text('title'),
    run: text('run'),
    instructions: text('instructions'),
    check: text('check'),
    priority: text('priority') === '' ? 'normal' : text('priority'),
    after: problems.has('after') ? [] : after,
    files: words('files'),
    retries,
    timeoutMs: timeoutMs ?? null,
  };
  for (const {field: name, message} of findDraftProblems(draft)) if (!problems.has(name)) problems.set(name, message);
  return problems.size === 0 ? {ok: true, draft} : {ok: false, problems};
}
