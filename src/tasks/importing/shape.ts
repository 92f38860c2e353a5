import {OrkestraError} from '../../../state/errors.js';

/** The tasks of a file, not looked at yet. */
export interface Shape {
  kind: 'ours' | 'old';
  tasks: readonly unknown[];
  header: unknown;
  /** What else stands at the top of the file. */
  others: string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Ours carries the word `orkestra`. Of the old ones, the Python queue keeps its tasks in `tasks`, the shell queue in
 * `queue` (often beside an empty `tasks`), and the template is one task by itself.
 */
export function readShape(name: string, value: unknown): Shape {
  if (Array.isArray(value)) return {kind: 'old', tasks: value, header: undefined, others: []};
  if (!isObject(value)) throw unknownShape(name);
  if ('orkestra' in value) {
    if (!Array.isArray(value.tasks)) throw notAList(name, 'tasks');
    return {kind: 'ours', tasks: value.tasks, header: value.orkestra, others: othersIn(value, ['orkestra', 'tasks'])};
  }
  if (!('tasks' in value) && !('queue' in value)) {
    if (isOneTask(value)) return {kind: 'old', tasks: [value], header: undefined, others: []};
    throw unknownShape(name);
  }
  const lists = ['queue', 'tasks'].map((key) => value[key] ?? []);
  const wrong = lists.findIndex((list) => !Array.isArray(list));
  if (wrong >= 0) throw notAList(name, wrong === 0 ? 'queue' : 'tasks');
  return {kind: 'old', tasks: lists.flat(), header: undefined, others: othersIn(value, ['queue', 'tasks', 'version'])};
}

const isOneTask = (value: Record<string, unknown>): boolean =>
  ('task_id' in value || 'id' in value) && ('title' in value || 'description' in value);

const othersIn = (value: Record<string, unknown>, known: readonly string[]): string[] =>
  Object.keys(value).filter((key) => !known.includes(key));

const unknownShape = (name: string): OrkestraError =>
  new OrkestraError('invalid', `${name} is no list of tasks.`, {
    hint: 'Expected an export of `orkestra task export`, or a TASK_QUEUE.json with "tasks" or "queue". Nothing was imported.',
  });

const notAList = (name: string, key: string): OrkestraError =>
  new OrkestraError('invalid', `${name}: "${key}" must be a list of tasks.`, {hint: 'Nothing was imported.'});
