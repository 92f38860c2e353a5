import type {TaskBook} from '../src/browse.js';
import type {Moment} from '../src/live.js';
import type {ListedTask, TaskSort} from '../state/task-list.js';
import type {ListView, PaneName, Sort} from '../state/view.js';
import {type AgentRow, agentRow} from './agent-rows.js';
import {type BackupRow, backupRows} from './backup-rows.js';
import {type LockRow, lockRow} from './lock-rows.js';
import {type NodeRow, nodeRow} from './node-rows.js';

/** What the lists are made of. */
export interface Lists {
  moment: Moment;
  book: TaskBook;
  /** These tasks in this order; what is gone is left out. */
  tasks(ids: readonly number[]): readonly ListedTask[];
}

/** Columns a list can be sorted by; a pane whose feature is still to come has none. */
export const sorts = {
  agents: ['name', 'state', 'success'],
  tasks: ['number', 'state', 'priority', 'title', 'agent', 'age'] satisfies TaskSort[],
  locks: ['path', 'holder', 'since'],
  nodes: ['name', 'state'],
  backups: ['name', 'at', 'size'],
  votes: [],
} as const satisfies Record<PaneName, readonly string[]>;

/** The rows of the short lists, in their own order; tasks may be many and are read as they come into sight. */
export interface ShortRows {
  agents: AgentRow;
  locks: LockRow;
  nodes: NodeRow;
  backups: BackupRow;
  votes: never;
}

const makers: {[Name in keyof ShortRows]: (moment: Moment) => ShortRows[Name][]} = {
  agents: ({agents}) => agents.map(agentRow),
  locks: ({overview}) => overview.locks.map((lock) => lockRow(lock, overview)),
  nodes: ({nodes}) => nodes.map(nodeRow),
  backups: ({overview}) => backupRows(overview),
  votes: () => [],
};

export function rowsOf<Name extends keyof ShortRows>(
  name: Name,
  moment: Moment,
  {filter, sort}: Pick<ListView, 'filter' | 'sort'>,
): ShortRows[Name][] {
  const rows = makers[name](moment);
  const words = wordsOf(filter);
  const found = words.length === 0 ? rows : rows.filter((row) => matches(Object.values(row).join(' '), words));
  return sort ? found.sort(bySort(sort)) : found;
}

export const wordsOf = (filter: string): string[] => filter.split(/\s+/).filter((word) => word !== '' && word !== '!');

function matches(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) =>
    word.startsWith('!') ? !lower.includes(word.slice(1).toLowerCase()) : lower.includes(word.toLowerCase()),
  );
}

function bySort<Row extends object>({by, isReversed}: Sort): (one: Row, other: Row) => number {
  const fieldOf = (row: Row): unknown => (row as Record<string, unknown>)[by];
  const turn = isReversed ? -1 : 1;
  return (one, other) => turn * compare(fieldOf(one), fieldOf(other));
}

const compare = (one: unknown, other: unknown): number =>
  typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));

/** A list by the names of its rows: enough to move in it. */
export interface List {
  count: number;
  cursor: number;
  chosen: string | undefined;
  nameAt(at: number): string | undefined;
}

export function listOf(name: PaneName, view: ListView, lists: Lists): List {
  if (name === 'tasks') {
    const {ids} = lists.book;
    return place(view.at, ids.length, ids.indexOf(Number(view.chosen)), (at) => nameOf(ids.at(at)));
  }
  const rows = rowsOf(name, lists.moment, view);
  const at = rows.findIndex((row) => row.id === view.chosen);
  return place(view.at, rows.length, at, (index) => rows[index]?.id);
}

const nameOf = (id: number | undefined): string | undefined => (id === undefined ? undefined : String(id));

/** A chosen row that is gone leaves the choice to the one that took its place. */
function place(before: number, count: number, found: number, nameAt: List['nameAt']): List {
  const cursor = found >= 0 ? found : Math.max(0, Math.min(before, count - 1));
  return {count, cursor, chosen: nameAt(cursor), nameAt};
}
