import {z} from 'zod';
import type {DepKind} from '../../state/deps.js';
import {OrkestraError} from '../../state/errors.js';
import type {TaskDetails} from '../../state/tasks.js';
import {parsePriority, priorityNames} from './priority.js';

const LONGEST_TITLE = 500;
const LONGEST_TEXT = 200_000;
/** The system passes one argument of at most 128 KiB. */
const LONGEST_COMMAND_BYTES = 120_000;

const text = (name: string) =>
  z
    .string({error: `${name} must be text.`})
    .max(LONGEST_TEXT, `${name} is longer than ${LONGEST_TEXT} characters.`)
    .refine((value) => !value.includes('\0'), `${name} contains a zero byte.`);

/** Empty text means "none", as when a field of the dialog is cleared. */
const optionalText = (name: string) =>
  text(name)
    .nullish()
    .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value));

const command = (name: string) =>
  optionalText(name).refine(
    (value) => value === null || Buffer.byteLength(value) <= LONGEST_COMMAND_BYTES,
    `${name} is too long for a command line; put it into a script.`,
  );

const list = (name: string) =>
  z
    .array(text(name), {error: `${name} must be a list.`})
    .max(1000, `${name} has more than 1000 entries.`)
    .default([])
    .transform((values) => [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))]);

const isInsideProject = (path: string): boolean => !path.startsWith('/') && !path.split('/').includes('..');

const paths = (name: string) =>
  list(name).refine((values) => values.every(isInsideProject), `${name} must be paths inside the project.`);

const ids = z.array(z.number().int().positive('A task id is a whole number.')).default([]);

/** Every field a person, a file or a request may give for a task. One schema for all of them. */
const draftSchema = z.object({
  title: z
    .string({error: 'A task needs a title.'})
    .transform((title) => title.trim())
    .refine((title) => title !== '', 'A task needs a title.')
    .refine(
      (title) => title.length <= LONGEST_TITLE,
      `A title has at most ${LONGEST_TITLE} characters; the rest belongs into the instructions.`,
    )
    .refine((title) => !title.includes('\0'), 'A title cannot contain a zero byte.'),
  instructions: optionalText('The instructions'),
  run: command('The command'),
  check: command('The check'),
  priority: z
    .union([z.string(), z.number()], {error: unknownPriority})
    .default('normal')
    .transform((priority, context) => {
      const number = parsePriority(priority);
      if (number !== undefined) return number;
      context.addIssue(
        `${JSON.stringify(priority)} is no priority: it is ${Object.keys(priorityNames).join(', ')} or 1 to 9.`,
      );
      return z.NEVER;
    }),
  after: ids,
  afterEnded: ids,
  agent: optionalText('The agent'),
  skills: list('Skills'),
  files: paths('Files'),
  inputs: paths('Inputs'),
  outputs: paths('Outputs'),
  retries: z
    .int('Retries are a whole number.')
    .min(0, 'Retries cannot be negative.')
    .max(1000, 'At most 1000 retries.')
    .nullish(),
  timeoutMs: z.number().int().min(0, 'A time limit cannot be negative.').nullish(),
  budget: optionalText('The budget').refine(
    (budget) => budget === null || /^\d+(\.\d+)?\s*(usd|tok|ktok|mtok)$/i.test(budget.trim()),
    'A budget looks like 2usd or 200ktok.',
  ),
  workspace: z.enum(['shared', 'worktree'], {error: 'The workspace is shared or worktree.'}).nullish(),
  review: z.enum(['none', 'human', 'vote'], {error: 'The review is none, human or vote.'}).nullish(),
  node: optionalText('The node'),
  category: optionalText('The category'),
  sourceId: optionalText('The source id'),
});

function unknownPriority(): string {
  return `The priority is ${Object.keys(priorityNames).join(', ')} or 1 to 9.`;
}

export type TaskDraft = z.input<typeof draftSchema>;
export type CheckedDraft = z.output<typeof draftSchema>;

export interface FieldProblem {
  field: string;
  message: string;
}

/** All that is wrong with a draft, so that a dialog can show each problem beside its field. */
export function findDraftProblems(draft: unknown): FieldProblem[] {
  const result = draftSchema.safeParse(draft);
  if (result.success) return [];
  return result.error.issues.map((issue) => ({field: String(issue.path[0] ?? ''), message: issue.message}));
}

export function checkDraft(draft: unknown): CheckedDraft {
  const result = draftSchema.safeParse(draft);
  if (result.success) return result.data;
  throw new OrkestraError('invalid', result.error.issues.map((issue) => issue.message).join(' '));
}

export const detailsOf = (draft: CheckedDraft): TaskDetails => ({
  instructions: draft.instructions,
  run: draft.run,
  check: draft.check,
  wantedAgent: draft.agent,
  skills: draft.skills,
  inputs: draft.inputs,
  outputs: draft.outputs,
  timeoutMs: draft.timeoutMs ?? null,
  budget: draft.budget,
  workspace: draft.workspace ?? null,
  review: draft.review ?? null,
  node: draft.node,
  category: draft.category,
  sourceId: draft.sourceId,
  result: null,
});

export interface Need {
  needs: number;
  kind: DepKind;
}

/** A task named both ways must be done, which includes having ended. */
export function needsOf({after, afterEnded}: Pick<CheckedDraft, 'after' | 'afterEnded'>): Need[] {
  const soft = afterEnded.filter((id) => !after.includes(id));
  return [
    ...[...new Set(after)].map((needs): Need => ({needs, kind: 'hard'})),
    ...[...new Set(soft)].map((needs): Need => ({needs, kind: 'soft'})),
  ];
}
