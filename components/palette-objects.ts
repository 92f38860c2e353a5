import type {ListedTask} from '../state/task-list.js';
import {agentRow} from './agent-rows.js';
import type {Aim} from './aim.js';
import {backupRows} from './backup-rows.js';
import type {Lists} from './lists.js';
import {lockRow} from './lock-rows.js';
import {nodeRow} from './node-rows.js';
import type {Entry} from './palette-entry.js';
import {clean} from './text.js';

/** So many tasks are read for one key: those around the chosen one, in the order of their list. */
const MOST_TASKS = 200;
const MOST_ROWS = 200;

/** Tasks, agents, locks, nodes and backups; each opens its page. */
export function objectEntries(text: string, aim: Aim, lists: Lists): Entry[] {
  const {agents, nodes, overview} = lists.moment;
  return [
    ...tasksFor(text, aim, lists).map(taskEntry),
    ...agents.slice(0, MOST_ROWS).map((agent): Entry => {
      const {id, name, state, work} = agentRow(agent);
      return about('agent', id, name, work, state);
    }),
    ...overview.locks.slice(0, MOST_ROWS).map((lock): Entry => {
      const {id, path, holder, waiting} = lockRow(lock, overview);
      return about('lock', id, path, waiting, holder);
    }),
    ...nodes.slice(0, MOST_ROWS).map((node): Entry => {
      const {id, name, state} = nodeRow(node);
      return about('node', id, name, '', state);
    }),
    ...backupRows(overview)
      .slice(0, MOST_ROWS)
      .map(({id, name, what, state, when}): Entry => about('backup', id, name, what, when || state)),
  ];
}

const about = (
  kind: 'agent' | 'lock' | 'node' | 'backup',
  id: string,
  title: string,
  note: string,
  right: string,
): Entry => ({
  kind,
  title: clean(title),
  note: clean(note),
  right: clean(right),
  rightMeaning: 'muted',
  why: undefined,
  act: {does: 'open', subject: {kind, id}},
});

const taskEntry = ({id, title, state}: ListedTask): Entry => ({
  kind: 'task',
  title: `#${id} ${clean(title)}`,
  note: '',
  right: state,
  rightMeaning: 'muted',
  why: undefined,
  act: {does: 'open', subject: {kind: 'task', id}},
});

/** One named by its number, wherever it stands, and those near the chosen one. */
function tasksFor(text: string, {pane, chosen}: Aim, {book: {ids}, ...lists}: Lists): readonly ListedTask[] {
  const number = Number(/^\s*#?(\d{1,15})\s*$/.exec(text)?.[1] ?? Number.NaN);
  const at = pane === 'tasks' && chosen !== undefined ? ids.indexOf(Number(chosen)) : 0;
  const from = Math.max(0, Math.min(at - MOST_TASKS / 2, ids.length - MOST_TASKS));
  const near = ids.slice(from, from + MOST_TASKS - 1).filter((id) => id !== number);
  return [...(Number.isNaN(number) ? [] : lists.tasks([number])), ...lists.tasks(near)];
}

/** All tasks there are, by the filter of their list: that is not a matter of one key press. */
export const findEntry = (text: string): Entry => ({
  kind: 'find',
  title: `tasks with "${text.trim()}"`,
  note: 'in the whole list',
  right: '',
  rightMeaning: 'muted',
  why: undefined,
  act: {does: 'filter', text: text.trim()},
});
