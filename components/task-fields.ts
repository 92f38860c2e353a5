import {exactDuration, parseDuration} from '../src/formats.js';
import {splitList} from '../src/split-list.js';
import {findDraftProblems, type TaskDraft} from '../src/tasks/draft.js';
import {priorityNames, showPriority} from '../src/tasks/priority.js';
import type {Field} from '../state/view.js';
import {clusters} from './edit-text.js';

export const field = (name: string, label: string, hint: string, value = '', more: Partial<Field> = {}): Field => ({
  name,
  label,
  hint,
  value,
  cursor: clusters(value).length,
  problem: undefined,
  ...more,
});

const list = (values: readonly (string | number)[] | undefined): string => (values ?? []).join(', ');
const numberText = (value: number | null | undefined): string =>
  value === undefined || value === null ? '' : String(value);

/** The dialog's fields, empty or filled from a task: all that a task can be told. */
export function taskFields(draft: Partial<TaskDraft> = {}): Field[] {
  const priority = draft.priority === undefined ? '' : showPriority(Number(draft.priority));
  const files = {offers: 'files', isList: true} as const;
  const tasks = {offers: 'tasks', isList: true} as const;
  return [
    field('title', 'Title', 'what is to be done', draft.title ?? ''),
    field('run', 'Command', 'for the shell, such as npm test', draft.run ?? ''),
    field('instructions', 'Instructions', 'for an agent; Ctrl-O begins a new line', draft.instructions ?? '', {
      isMultiline: true,
    }),
    field('check', 'Check', 'a command that must succeed', draft.check ?? ''),
    field('priority', 'Priority', 'urgent, high, normal, low or 1 to 9', priority, {
      offers: Object.keys(priorityNames),
    }),
    field('after', 'After', 'tasks to be done first: ids such as 3, 5, or words of a title', list(draft.after), tasks),
    field('afterEnded', 'After the end', 'tasks to have ended first, however they end', list(draft.afterEnded), tasks),
    field('agent', 'Agent', 'only this one', draft.agent ?? '', {offers: 'agents'}),
    field('files', 'Files', 'it changes; they are locked, such as src/**', list(draft.files), files),
    field('inputs', 'Inputs', 'files it needs', list(draft.inputs), files),
    field('outputs', 'Outputs', 'files it makes', list(draft.outputs), files),
    field('workspace', 'Workspace', WORKSPACES.join(' or '), draft.workspace ?? '', {offers: WORKSPACES}),
    field('review', 'Review', `who looks at the result: ${REVIEWS.join(', ')}`, draft.review ?? '', {offers: REVIEWS}),
    field('skills', 'Skills', 'what the agent must be good at', list(draft.skills), {isList: true}),
    field('budget', 'Budget', 'such as 2usd or 200ktok', draft.budget ?? ''),
    field('node', 'Node', 'the machine it runs on, or any', draft.node ?? '', {offers: 'nodes'}),
    field('category', 'Category', 'a word to group tasks by', draft.category ?? ''),
    field('retries', 'Retries', 'after a failure', numberText(draft.retries)),
    field('timeoutMs', 'Time limit', 'such as 10m', draft.timeoutMs ? exactDuration(draft.timeoutMs) : ''),
  ];
}

const WORKSPACES = ['shared', 'worktree'] as const;
const REVIEWS = ['none', 'human', 'vote'] as const;

export const reasonField = (hint: string): Field => field('reason', 'Reason', hint);

export type FieldsAnswer = {ok: true; draft: TaskDraft} | {ok: false; problems: ReadonlyMap<string, string>};

/** The draft the fields describe, or what is wrong beside each field. */
export function readFields(fields: readonly Field[]): FieldsAnswer {
  const text = (name: string): string => fields.find((one) => one.name === name)?.value.trim() ?? '';
  const words = (name: string): string[] => splitList(text(name));
  const problems = new Map<string, string>();
  const ids = (name: string): number[] => {
    const numbers = words(name).map((word) => Number(word.replace(/^#/, '')));
    if (numbers.every((id) => Number.isInteger(id) && id > 0)) return numbers;
    problems.set(name, 'Task ids are numbers, such as 3, 5.');
    return [];
  };
  const timeoutMs = text('timeoutMs') === '' ? null : parseDuration(text('timeoutMs'));
  if (timeoutMs === undefined) problems.set('timeoutMs', 'A length of time such as 90s, 10m or 1h.');
  const retries = text('retries') === '' ? null : Number(text('retries'));
  const draft: TaskDraft = {
    title: text('title'),
    run: text('run'),
    instructions: text('instructions'),
    check: text('check'),
    priority: text('priority') === '' ? 'normal' : text('priority'),
    after: ids('after'),
    afterEnded: ids('afterEnded'),
    agent: text('agent'),
    files: words('files'),
    inputs: words('inputs'),
    outputs: words('outputs'),
    workspace: (text('workspace') || null) as TaskDraft['workspace'],
    review: (text('review') || null) as TaskDraft['review'],
    skills: words('skills'),
    budget: text('budget'),
    node: text('node'),
    category: text('category'),
    retries,
    timeoutMs: timeoutMs ?? null,
  };
  for (const {field: name, message} of findDraftProblems(draft)) if (!problems.has(name)) problems.set(name, message);
  return problems.size === 0 ? {ok: true, draft} : {ok: false, problems};
}
