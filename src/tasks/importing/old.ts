import {OrkestraError} from '../../../state/errors.js';
import {checkDraft} from '../draft.js';
import {tellIssue} from './fields.js';
import type {ImportedState, ImportedTask} from './imported.js';
import {errorOf, hasWhy, historyOf} from './old-history.js';
import {type OldTask, oldSchema, othersOf} from './old-schema.js';
import {tellField, writeInstructions} from './old-text.js';
import {agentOf, isInProgress, oldPriority, priorityWords, stateOfStatus, statusWords} from './old-words.js';
import {labelOf, type Report, short} from './report.js';

interface Place {
  origin: string;
  report: Report;
}

/** Undefined when the report has a problem more. */
export function readOldTask(raw: unknown, at: number, place: Place): ImportedTask | undefined {
  const result = oldSchema.safeParse(raw);
  const [issue] = result.error?.issues ?? [];
  let label = nameOf(raw, at);
  try {
    if (issue || !result.success) throw wrong(tellIssue(issue ?? {path: [], message: 'is no task'}));
    const id = result.data.id ?? result.data.task_id;
    if (id === null || id === undefined) throw wrong('it has no id');
    const title = titleOf(result.data);
    if (title === '') throw wrong('it has no title and no description');
    label = labelOf(id, title);
    return {id, label, sourceId: `${place.origin}:${id}`, ...convert(result.data, title, place.report)};
  } catch (error) {
    if (!(error instanceof OrkestraError) && !(error instanceof RangeError)) throw error;
    place.report.problem(`${label}: ${error.message.replace(/\.$/, '')}`);
    return undefined;
  }
}

const wrong = (message: string): OrkestraError => new OrkestraError('invalid', message);

/** For a task that could not be read far enough to have a name. */
function nameOf(raw: unknown, at: number): string {
  const fields = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {};
  const id = fields.id ?? fields.task_id;
  const isName = typeof id === 'string' || typeof id === 'number';
  return isName ? labelOf(String(id), typeof fields.title === 'string' ? fields.title : '') : `task number ${at + 1}`;
}

const LONGEST_TITLE = 500;

function titleOf({title, description, instructions}: OldTask): string {
  const [first = ''] = [title, description, instructions]
    .map((text) => text?.trim() ?? '')
    .filter((text) => text !== '');
  const line = first.split(/\r?\n/)[0]?.trim() ?? '';
  return line.length <= LONGEST_TITLE ? line : `${line.slice(0, LONGEST_TITLE - 1)}…`;
}

function convert(task: OldTask, title: string, report: Report): Omit<ImportedTask, 'id' | 'label' | 'sourceId'> {
  const state = stateOfStatus(task.status);
  const priority = oldPriority(task.priority);
  if (!state) throw wrong(`the status "${short(task.status ?? '')}" is unknown (${statusWords.join(', ')})`);
  if (!priority)
    throw wrong(`the priority "${short(String(task.priority))}" is unknown (${priorityWords.join(', ')} or a number)`);
  if (isInProgress(task.status)) report.note('was in progress; nobody runs it here, so it is queued again');
  if (Number(task.priority) > 9) report.note('had a number above 9 as priority, which became 9');
  const agent = agentOf(task.assigned_to);
  const isOpen = state === 'queued' || state === 'blocked';
  return {
    draft: draftOf(task, {title, priority, state, agent: isOpen ? agent : null}, report),
    needs: [...new Set([...(task.dependencies ?? []), ...(task.depends_on ?? [])])].map((id) => ({id, kind: 'hard'})),
    state,
    agent: isOpen ? null : agent,
    result:
      typeof task.result === 'string' || task.result == null
        ? (task.result ?? null)
        : tellField('result', task.result).join('\n'),
    ...historyOf(task, state, report),
  };
}

interface Read {
  title: string;
  priority: number;
  state: ImportedState;
  agent: string | null;
}

function draftOf(task: OldTask, {title, priority, state, agent}: Read, report: Report) {
  const inputs = sortPaths(task.input_files, task.input_file);
  const outputs = sortPaths(task.output_files, task.output_file, task.metadata?.output_file);
  const files = sortPaths(task.files);
  const [category, ...kinds] = [...new Set([task.category, task.task_type, task.type])].filter((kind) => kind);
  const {told, dropped} = othersOf(task);
  for (const key of dropped) report.note(`not carried over: ${short(key)}`);
  const instructions = writeInstructions(
    [task.title?.trim(), task.description, task.instructions].filter((text) => text?.trim() !== title),
    [
      ['type', kinds],
      ['input files outside the project', inputs.outside],
      ['output files outside the project', outputs.outside],
      ['files outside the project', files.outside],
      ['last error', hasWhy(state) ? null : errorOf(task)],
      ...told,
    ],
  );
  return checkDraft({
    title,
    instructions,
    priority,
    agent,
    files: files.inside,
    inputs: inputs.inside,
    outputs: outputs.inside,
    retries: task.retry_info?.max_retries,
    category,
  });
}

/** What lies outside the project can be told to an agent, but not be locked or opened. */
function sortPaths(...lists: readonly (readonly string[] | undefined)[]): {inside: string[]; outside: string[]} {
  const paths = lists.flatMap((list) => list ?? []);
  const isOutside = (path: string): boolean => path.startsWith('/') || path.split('/').includes('..');
  return {inside: paths.filter((path) => !isOutside(path)), outside: paths.filter(isOutside)};
}
