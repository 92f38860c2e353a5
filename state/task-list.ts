import type {Db} from './db.js';
import {type DepWithState, isMet, listNeeds} from './deps.js';
import type {TaskRow} from './tasks.js';

/** A task as lists show it. */
export type ListedTask = Omit<TaskRow, 'files' | 'rank'> & {
  run: string | null;
  wantedAgent: string | null;
  /** What it still waits for. */
  openNeeds: DepWithState[];
};

export const taskSorts = ['number', 'state', 'priority', 'title', 'agent', 'age'] as const;
export type TaskSort = (typeof taskSorts)[number];

/** Which tasks, and in which order. Without a sort: what runs, what needs a person, the queue, what ended last. */
export interface TaskQuery {
  /** All must be in what a row shows; one that begins with `!` must not. */
  words: readonly string[];
  sort: {by: TaskSort; isReversed: boolean} | undefined;
}

/** Each part walks an index that holds just these rows. */
export const PARTS = [
  `tasksRunning WHERE state = 'running' ORDER BY id`,
  `tasksInReview WHERE state = 'review' ORDER BY id`,
  `tasksHeld WHERE state = 'held' ORDER BY id`,
  `tasksReady WHERE state = 'ready' AND hindrance IS NULL ORDER BY rank, id`,
  `tasksHindered WHERE hindrance IS NOT NULL ORDER BY hindrance, id`,
  `tasksDue WHERE state = 'waiting' AND depsLeft = 0 ORDER BY readyAt`,
  `tasksBlocked WHERE state = 'waiting' AND depsLeft > 0 ORDER BY rank, id`,
  `tasksFailed WHERE state = 'failed' ORDER BY id DESC`,
  `tasksEnded WHERE endedAt IS NOT NULL AND state <> 'failed' ORDER BY endedAt DESC`,
] as const;

const SHOWN = `'#' || id || ' ' || state || ' ' || title || ' ' || coalesce(agent, '')`;

const ORDERS: Readonly<Record<TaskSort, string>> = {
  number: 'id',
  state: 'state, id',
  priority: 'priority, id',
  title: 'title COLLATE NOCASE, id',
  agent: 'agent IS NULL, agent, id',
  age: 'createdAt DESC, id DESC',
};

/** A statement that gives the numbers of tasks as one JSON list, for this connection or for a thread with its own. */
export interface IdQuery {
  sql: string;
  params: readonly string[];
}

export const listTaskIds = (db: Db, query: TaskQuery, most?: number): readonly number[] => {
  const {sql, params} = idQuery(query, most);
  return JSON.parse(db.value<string>(sql, ...params) ?? '[]') as number[];
};

/** The numbers alone: a thousand of them are read faster than a row is drawn. `most` is for each part of the own order. */
export function idQuery({words, sort}: TaskQuery, most?: number): IdQuery {
  const wanted = words.map((word) => (word.startsWith('!') ? `NOT ${has}` : has));
  const texts = words.map((word) => word.replace(/^!/, '')).flatMap((word) => [word.toLowerCase(), word]);
  const where = (first: string): string => [first, ...wanted].filter((one) => one !== '').join(' AND ');
  const limit = most === undefined ? '' : ` LIMIT ${most}`;
  if (sort) {
    const order = ORDERS[sort.by].replace(/(?: DESC)?(?=,|$)/g, (found) =>
      sort.isReversed === (found === ' DESC') ? '' : ' DESC',
    );
    return {sql: asList(`SELECT id FROM tasks WHERE ${where('TRUE')} ORDER BY ${order}${limit}`), params: texts};
  }
  const parts = PARTS.map((part) => {
    const [, index = '', first = '', order = ''] = /^(\w+) WHERE (.*) ORDER BY (.*)$/.exec(part) ?? [];
    return `SELECT id FROM (SELECT id FROM tasks INDEXED BY ${index} WHERE ${where(first)} ORDER BY ${order}${limit})`;
  });
  return {sql: asList(parts.join(' UNION ALL ')), params: PARTS.flatMap(() => texts)};
}

const asList = (sql: string): string => `SELECT json_group_array(id) FROM (${sql})`;

const has = `(instr(lower(${SHOWN}), ?) > 0 OR instr(${SHOWN}, ?) > 0)`;

export const TASK_COLUMNS = `id, state, title, priority, readyAt, depsLeft, attempt, failures, retries, agent, owner, leaseUntil, pid,
  pidStartedAt, hindrance, why, stopRequest, createdAt, startedAt, endedAt, run, wantedAgent`;

/** These tasks in this order, as screens show them; what is gone is left out. */
export function readListed(db: Db, ids: readonly number[]): ListedTask[] {
  const read = db.prepare<Omit<ListedTask, 'openNeeds'>>(
    `SELECT ${TASK_COLUMNS} FROM tasks JOIN taskDetails USING (id) WHERE id = ?`,
  );
  return ids.flatMap((id) => {
    const row = read.get(id);
    return row ? [withNeeds(db, row)] : [];
  });
}

export const withNeeds = (db: Db, row: Omit<ListedTask, 'openNeeds'>): ListedTask => ({
  ...row,
  openNeeds: row.depsLeft > 0 ? listNeeds(db, row.id).filter((dep) => !isMet(dep)) : [],
});
