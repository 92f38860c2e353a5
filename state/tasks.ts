import type {Db} from './db.js';
import {countMoved} from './task-counts.js';
import type {TaskState} from './task-states.js';

export type StopRequest = 'cancel' | 'hand-back' | 'retry';

/** What the queue asks all day long; see the comments of the schema for the meaning of each field. */
export interface TaskRow {
  id: number;
  state: TaskState;
  title: string;
  priority: number;
  rank: number;
  readyAt: number;
  depsLeft: number;
  attempt: number;
  failures: number;
  retries: number;
  /** JSON list of globs. */
  files: string | null;
  agent: string | null;
  owner: string | null;
  leaseUntil: number | null;
  pid: number | null;
  pidStartedAt: string | null;
  hindrance: string | null;
  why: string | null;
  stopRequest: StopRequest | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
}

export interface TaskDetails {
  instructions: string | null;
  run: string | null;
  check: string | null;
  wantedAgent: string | null;
  skills: string[];
  inputs: string[];
  outputs: string[];
  timeoutMs: number | null;
  budget: string | null;
  workspace: 'shared' | 'worktree' | null;
  review: 'none' | 'human' | 'vote' | null;
  node: string | null;
  category: string | null;
  /** The id it had where it was imported from. */
  sourceId: string | null;
  result: string | null;
}

export interface Task extends Omit<TaskRow, 'files'>, TaskDetails {
  files: string[];
}

export type NewTask = Pick<
  TaskRow,
  'title' | 'priority' | 'rank' | 'readyAt' | 'depsLeft' | 'retries' | 'createdAt'
> & {
  state: 'waiting' | 'ready';
  files: string[];
} & TaskDetails;

const listText = (list: readonly string[]): string | null => (list.length === 0 ? null : JSON.stringify(list));
const listFrom = (text: string | null): string[] => (text === null ? [] : (JSON.parse(text) as string[]));

export function insertTask(db: Db, task: NewTask): number {
  const id = Number(
    db
      .prepare(
        `INSERT INTO tasks(state, title, priority, rank, readyAt, depsLeft, retries, files, createdAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        task.state,
        task.title,
        task.priority,
        task.rank,
        task.readyAt,
        task.depsLeft,
        task.retries,
        listText(task.files),
        task.createdAt,
      ).lastInsertRowid,
  );
  writeDetails(db, id, task);
  countMoved(db, undefined, task.state);
  return id;
}

function writeDetails(db: Db, id: number, details: TaskDetails): void {
  db.prepare(
    `INSERT INTO taskDetails(id, instructions, run, "check", wantedAgent, skills, inputs, outputs, timeoutMs, budget,
                             workspace, review, node, category, sourceId, result)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    id,
    details.instructions,
    details.run,
    details.check,
    details.wantedAgent,
    listText(details.skills),
    listText(details.inputs),
    listText(details.outputs),
    details.timeoutMs,
    details.budget,
    details.workspace,
    details.review,
    details.node,
    details.category,
    details.sourceId,
    details.result,
  );
}

/** Replaces what a person wrote about the task; its place and state in the queue are not touched. */
export function updateDetails(db: Db, id: number, task: TaskDetails & Pick<Task, 'title' | 'files' | 'retries'>): void {
  db.prepare('UPDATE tasks SET title = ?, files = ?, retries = ? WHERE id = ?').run(
    task.title,
    listText(task.files),
    task.retries,
    id,
  );
  db.prepare('DELETE FROM taskDetails WHERE id = ?').run(id);
  writeDetails(db, id, task);
}

type StoredTask = TaskRow &
  Omit<TaskDetails, 'skills' | 'inputs' | 'outputs'> &
  Record<'skills' | 'inputs' | 'outputs', string | null>;

const TASK = 'SELECT tasks.*, taskDetails.* FROM tasks JOIN taskDetails USING (id)';

const toTask = (row: StoredTask): Task => ({
  ...row,
  files: listFrom(row.files),
  skills: listFrom(row.skills),
  inputs: listFrom(row.inputs),
  outputs: listFrom(row.outputs),
});

export function readTask(db: Db, id: number): Task | undefined {
  const row = db.prepare<StoredTask>(`${TASK} WHERE id = ?`).get(id);
  return row && toTask(row);
}

export const readTaskBySource = (db: Db, sourceId: string): number | undefined =>
  db.value<number>('SELECT id FROM taskDetails WHERE sourceId = ?', sourceId);

export const readState = (db: Db, id: number): TaskState | undefined =>
  db.value<TaskState>('SELECT state FROM tasks WHERE id = ?', id);

export const readTitle = (db: Db, id: number): string | undefined =>
  db.value<string>('SELECT title FROM tasks WHERE id = ?', id);

export interface TaskFilter {
  states?: readonly TaskState[];
  agent?: string;
  text?: string;
  limit?: number;
}

/** In the order of their ids. */
export function listTasks(db: Db, filter: TaskFilter = {}): Task[] {
  const where: string[] = [];
  const values: unknown[] = [];
  if (filter.states) {
    where.push(`state IN (${filter.states.map(() => '?').join(', ')})`);
    values.push(...filter.states);
  }
  if (filter.agent !== undefined) {
    where.push('(agent = ? OR wantedAgent = ?)');
    values.push(filter.agent, filter.agent);
  }
  if (filter.text !== undefined) {
    where.push("(instr(lower(title), lower(?)) > 0 OR instr(lower(coalesce(instructions, '')), lower(?)) > 0)");
    values.push(filter.text, filter.text);
  }
  const sql = `${TASK} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY id LIMIT ?`;
  return db
    .prepare<StoredTask>(sql)
    .all(...values, filter.limit ?? -1)
    .map(toTask);
}

/** Why a task that waits for review was not simply accepted. */
export const writeWhy = (db: Db, id: number, why: string): void =>
  void db.prepare(`UPDATE tasks SET why = ? WHERE id = ? AND state = 'review'`).run(why, id);

export const writeResult = (db: Db, id: number, result: string | null): void =>
  void db.prepare('UPDATE taskDetails SET result = ? WHERE id = ?').run(result, id);

export function dropTask(db: Db, id: number, state: Exclude<TaskState, 'running'>): boolean {
  const isDropped = db.prepare('DELETE FROM tasks WHERE id = ? AND state = ?').run(id, state).changes === 1;
  if (isDropped) countMoved(db, state, undefined);
  return isDropped;
}

/** A task that was made elsewhere or was dropped here, in the state it had. Nobody works on it, so it is never running. */
export type SettledTask = Omit<NewTask, 'state'> &
  Pick<TaskRow, 'attempt' | 'failures' | 'agent' | 'why' | 'startedAt' | 'endedAt'> & {
    state: Exclude<TaskState, 'running'>;
  };

/** Under the next number, or under its own. */
export function insertSettledTask(db: Db, task: SettledTask, own?: number): number {
  const id = Number(
    db
      .prepare(
        `INSERT INTO tasks(id, state, title, priority, rank, readyAt, depsLeft, attempt, failures, retries, files, agent, why,
                           createdAt, startedAt, endedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        own ?? null,
        task.state,
        task.title,
        task.priority,
        task.rank,
        task.readyAt,
        task.depsLeft,
        task.attempt,
        task.failures,
        task.retries,
        listText(task.files),
        task.agent,
        task.why,
        task.createdAt,
        task.startedAt,
        task.endedAt,
      ).lastInsertRowid,
  );
  writeDetails(db, id, task);
  countMoved(db, undefined, task.state);
  return id;
}

export type TaskTitle = Pick<TaskRow, 'id' | 'title' | 'state'>;

/** All of them, or only those with these ids. */
export const listTitles = (db: Db, ids?: readonly number[]): TaskTitle[] =>
  ids === undefined
    ? db.prepare<TaskTitle>('SELECT id, title, state FROM tasks ORDER BY id').all()
    : db
        .prepare<TaskTitle>(
          'SELECT id, title, state FROM tasks WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id',
        )
        .all(JSON.stringify(ids));

/** Only among so many of the newest are words looked for: it is done between two keys. */
const SEARCHED = 5000;

/** Tasks whose number begins with the text or whose title has all its words, the newest first. */
export function findTitles(db: Db, text: string, limit: number): TaskTitle[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const isNumber = /^\d+$/.test(text);
  const has = words.map(() => 'instr(lower(title), ?) > 0').join(' AND ') || 'FALSE';
  return db
    .prepare<TaskTitle>(
      `SELECT id, title, state FROM (SELECT id, title, state FROM tasks ORDER BY id DESC LIMIT ${SEARCHED})
       WHERE ${isNumber ? "id LIKE ? || '%'" : has} ORDER BY id DESC LIMIT ?`,
    )
    .all(...(isNumber ? [text] : words), limit);
}
