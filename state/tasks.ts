import type {Db} from './db.js';
import {isMet, listNeeds} from './deps.js';

export const taskStates = ['waiting', 'ready', 'running', 'held', 'review', 'done', 'failed', 'cancelled'] as const;
export type TaskState = (typeof taskStates)[number];
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

/** An attempt that is being worked on: the attempt number and the owner prove whose it is. */
export interface Claim {
  id: number;
  attempt: number;
  owner: string;
}

export type NewTask = Pick<
  TaskRow,
  'title' | 'priority' | 'rank' | 'readyAt' | 'depsLeft' | 'retries' | 'createdAt'
> & {
  state: 'waiting' | 'ready';
  files: string[];
} & TaskDetails;

/** Every change of a state is counted where it is written. */
function moved(db: Db, from: TaskState | undefined, to: TaskState | undefined, count = 1): void {
  if (from) db.count(`tasks.${from}`, -count);
  if (to) db.count(`tasks.${to}`, count);
}

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
  moved(db, undefined, task.state);
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

export type TaskCounts = Record<TaskState, number>;

export function countTasks(db: Db): TaskCounts {
  const counts = Object.fromEntries(taskStates.map((state) => [state, 0])) as TaskCounts;
  const rows = db
    .prepare<{name: string; value: number}>("SELECT name, value FROM counters WHERE name GLOB 'tasks.*'")
    .all();
  for (const {name, value} of rows) counts[name.slice('tasks.'.length) as TaskState] = value;
  return counts;
}

/** What is needed to do a task. */
export type Work = Pick<TaskDetails, 'run' | 'check' | 'instructions' | 'wantedAgent' | 'timeoutMs'> & {
  id: number;
  title: string;
};

export type Candidate = Work & Pick<TaskRow, 'attempt' | 'files'>;

/** The best that nothing hinders, in claim order. */
export const listClaimable = (db: Db, limit: number): Candidate[] =>
  db
    .prepare<Candidate>(
      `SELECT id, attempt, files, title, run, "check", instructions, wantedAgent, timeoutMs
       FROM tasks INDEXED BY tasksReady JOIN taskDetails USING (id) WHERE state = 'ready' AND hindrance IS NULL
       ORDER BY rank, id LIMIT ?`,
    )
    .all(limit);

export const isAnythingClaimable = (db: Db, now: number): boolean =>
  db.value(`SELECT 1 FROM tasks INDEXED BY tasksReady WHERE state = 'ready' AND hindrance IS NULL LIMIT 1`) !==
    undefined ||
  db.value(
    `SELECT 1 FROM tasks INDEXED BY tasksDue WHERE state = 'waiting' AND depsLeft = 0 AND readyAt <= ? LIMIT 1`,
    now,
  ) !== undefined;

/** Whether anything runs or will run by itself: what only a person can free does not count. */
export const isAnythingLeft = (db: Db): boolean =>
  [
    `tasksRunning WHERE state = 'running'`,
    `tasksReady WHERE state = 'ready' AND hindrance IS NULL`,
    `tasksDue WHERE state = 'waiting' AND depsLeft = 0`,
    `tasksHindered WHERE hindrance > 'lock:' AND hindrance < 'lock;'`,
  ].some((part) => db.value(`SELECT 1 FROM tasks INDEXED BY ${part} LIMIT 1`) !== undefined);

/**
 * How many of these were still there to be started. One statement for all of them: to begin an update, which opens each
 * index of the table, takes as long as to change a row.
 */
export function startTasks(
  db: Db,
  ids: readonly number[],
  start: {owner: string; leaseUntil: number; agent: string; at: number},
): number {
  const {changes} = db
    .prepare(
      `UPDATE tasks SET state = 'running', attempt = attempt + 1, owner = ?, leaseUntil = ?, agent = ?, startedAt = ?,
              why = NULL WHERE id IN (SELECT value FROM json_each(?)) AND state = 'ready'`,
    )
    .run(start.owner, start.leaseUntil, start.agent, start.at, JSON.stringify(ids));
  moved(db, 'ready', 'running', changes);
  return changes;
}

/** A ready task that cannot start yet: it leaves the claim index until the hindrance is lifted. */
export function hinderTask(db: Db, id: number, hindrance: string, why: string): void {
  db.prepare(`UPDATE tasks SET hindrance = ?, why = ? WHERE id = ? AND state = 'ready'`).run(hindrance, why, id);
}

export const liftHindrance = (db: Db, hindrance: string): number =>
  db.prepare('UPDATE tasks SET hindrance = NULL, why = NULL WHERE hindrance = ?').run(hindrance).changes;

export const listHindrances = (db: Db): string[] =>
  db
    .prepare<{hindrance: string}>('SELECT DISTINCT hindrance FROM tasks WHERE hindrance IS NOT NULL')
    .all()
    .map((row) => row.hindrance);

/** The ready tasks that something hinders, in the order in which they would be claimed. */
export const listHindered = (db: Db): {id: number; hindrance: string}[] =>
  db
    .prepare<{id: number; hindrance: string}>(
      'SELECT id, hindrance FROM tasks INDEXED BY tasksHindered WHERE hindrance IS NOT NULL ORDER BY rank, id',
    )
    .all();

/** Where an attempt leaves its task. */
export interface AttemptEnd {
  state: Exclude<TaskState, 'running'>;
  failures: number;
  readyAt: number;
  why: string | null;
  endedAt: number | null;
}

/** What decides where the end of an attempt leaves the task, and whose attempt it is by now. */
export type Attempt = Pick<TaskRow, 'id' | 'attempt' | 'owner' | 'failures' | 'retries' | 'stopRequest'> &
  Pick<TaskDetails, 'review'>;

/** The running attempts of these tasks; a task that nobody works on has none. */
export const listAttempts = (db: Db, ids: readonly number[]): Attempt[] =>
  db
    .prepare<Attempt>(
      `SELECT id, attempt, owner, failures, retries, stopRequest, review FROM tasks JOIN taskDetails USING (id)
       WHERE id IN (SELECT value FROM json_each(?)) AND state = 'running'`,
    )
    .all(JSON.stringify(ids));

/** Ends running attempts that all leave their tasks in the same way. Whose they are was looked at by the caller. */
export function endAttempts(db: Db, ids: readonly number[], end: AttemptEnd): void {
  const {changes} = db
    .prepare(
      `UPDATE tasks SET state = ?, failures = ?, readyAt = ?, why = ?, endedAt = ?, owner = NULL, leaseUntil = NULL,
              pid = NULL, pidStartedAt = NULL, stopRequest = NULL
       WHERE id IN (SELECT value FROM json_each(?)) AND state = 'running'`,
    )
    .run(end.state, end.failures, end.readyAt, end.why, end.endedAt, JSON.stringify(ids));
  moved(db, 'running', end.state, changes);
  if (end.state === 'ready' || end.state === 'waiting') waitAgain(db, ids, end.state);
}

/** Something they need may have been started over while they ran. */
function waitAgain(db: Db, ids: readonly number[], state: 'ready' | 'waiting'): void {
  for (const id of ids) {
    const depsLeft = listNeeds(db, id).filter((dep) => !isMet(dep)).length;
    if (depsLeft === 0) continue;
    const wait = `UPDATE tasks SET state = 'waiting', depsLeft = ? WHERE id = ? AND state = ?`;
    if (db.prepare(wait).run(depsLeft, id, state).changes === 1) moved(db, state, 'waiting');
  }
}

/** Only a task that nobody works on changes state this way; a running one must be stopped first. */
export function moveTask(
  db: Db,
  id: number,
  from: TaskState,
  to: Pick<TaskRow, 'readyAt' | 'depsLeft' | 'failures' | 'why' | 'endedAt'> & {state: Exclude<TaskState, 'running'>},
): boolean {
  const isMoved =
    db
      .prepare(
        `UPDATE tasks SET state = ?, readyAt = ?, depsLeft = ?, failures = ?, why = ?, endedAt = ?, hindrance = NULL
         WHERE id = ? AND state = ? AND owner IS NULL`,
      )
      .run(to.state, to.readyAt, to.depsLeft, to.failures, to.why, to.endedAt, id, from).changes === 1;
  if (isMoved) moved(db, from, to.state);
  return isMoved;
}

/** Waiting tasks whose moment has come, at most `limit` of them; returns their ids. */
export function releaseDue(db: Db, now: number, limit: number): number[] {
  const due = db
    .prepare<{id: number}>(
      `SELECT id FROM tasks INDEXED BY tasksDue WHERE state = 'waiting' AND depsLeft = 0 AND readyAt <= ?
       ORDER BY readyAt LIMIT ?`,
    )
    .all(now, limit)
    .map((row) => row.id);
  if (due.length === 0) return due;
  db.prepare(`UPDATE tasks SET state = 'ready', why = NULL WHERE id IN (SELECT value FROM json_each(?))`).run(
    JSON.stringify(due),
  );
  moved(db, 'waiting', 'ready', due.length);
  return due;
}

export const readNextDueAt = (db: Db): number | undefined =>
  db.value<number>(
    `SELECT readyAt FROM tasks INDEXED BY tasksDue WHERE state = 'waiting' AND depsLeft = 0 ORDER BY readyAt LIMIT 1`,
  );

/**
 * One dependency of each of these is met; those that have none left become ready, or stay waiting for their moment.
 * A task that never was put off has no moment, even if the clock was set back since it was added.
 * Returns the ids that became ready.
 */
export function meetOneNeed(db: Db, ids: readonly number[], now: number): number[] {
  const ready: number[] = [];
  const meet = db.prepare<{state: TaskState}>(
    `UPDATE tasks SET depsLeft = depsLeft - 1,
            state = CASE WHEN depsLeft = 1 AND (readyAt <= ? OR readyAt <= createdAt) THEN 'ready' ELSE state END
     WHERE id = ? AND state = 'waiting' AND depsLeft > 0 RETURNING state`,
  );
  for (const id of ids) if (meet.get(now, id)?.state === 'ready') ready.push(id);
  if (ready.length > 0) moved(db, 'waiting', 'ready', ready.length);
  return ready;
}

/**
 * Something these wait for is worked on again, so they wait for it once more. Started ones are left alone.
 * Returns those that were ready.
 */
export function unmeetOneNeed(db: Db, ids: readonly number[]): number[] {
  const unready = db.prepare(
    `UPDATE tasks SET depsLeft = depsLeft + 1, state = 'waiting', hindrance = NULL WHERE id = ? AND state = 'ready'`,
  );
  const wait = db.prepare(`UPDATE tasks SET depsLeft = depsLeft + 1 WHERE id = ? AND state = 'waiting'`);
  const waiting = ids.filter((id) => wait.run(id).changes === 0 && unready.run(id).changes === 1);
  if (waiting.length > 0) moved(db, 'ready', 'waiting', waiting.length);
  return waiting;
}

export const updateRank = (db: Db, id: number, rank: number, priority: number): void =>
  void db.prepare('UPDATE tasks SET rank = ?, priority = ? WHERE id = ?').run(rank, priority, id);

export const requestStop = (db: Db, id: number, request: StopRequest, why: string): boolean =>
  db.prepare(`UPDATE tasks SET stopRequest = ?, why = ? WHERE id = ? AND state = 'running'`).run(request, why, id)
    .changes === 1;

export const extendLeases = (db: Db, owner: string, leaseUntil: number): number =>
  db
    .prepare(`UPDATE tasks INDEXED BY tasksRunning SET leaseUntil = ? WHERE state = 'running' AND owner = ?`)
    .run(leaseUntil, owner).changes;

export type RunningTask = Pick<
  TaskRow,
  | 'id'
  | 'title'
  | 'attempt'
  | 'failures'
  | 'retries'
  | 'agent'
  | 'leaseUntil'
  | 'pid'
  | 'pidStartedAt'
  | 'stopRequest'
  | 'why'
> & {owner: string; startedAt: number};

export const listRunning = (db: Db): RunningTask[] =>
  db
    .prepare<RunningTask>(
      `SELECT id, title, attempt, failures, retries, agent, owner, leaseUntil, pid, pidStartedAt, stopRequest, why, startedAt
       FROM tasks INDEXED BY tasksRunning WHERE state = 'running' ORDER BY id`,
    )
    .all();

export const writeProcess = (db: Db, claim: Claim, pid: number, pidStartedAt: string): boolean =>
  db
    .prepare('UPDATE tasks SET pid = ?, pidStartedAt = ? WHERE id = ? AND attempt = ? AND owner = ?')
    .run(pid, pidStartedAt, claim.id, claim.attempt, claim.owner).changes === 1;

/** The owner gives up its leases without ending the work: the next engine adopts it. */
export const giveUpLeases = (db: Db, owner: string): number => extendLeases(db, owner, 0);

/** Hands a running attempt to another engine without ending it. */
export const adoptTask = (db: Db, claim: Claim, owner: string, leaseUntil: number): boolean =>
  db
    .prepare(`UPDATE tasks SET owner = ?, leaseUntil = ? WHERE id = ? AND attempt = ? AND owner = ?`)
    .run(owner, leaseUntil, claim.id, claim.attempt, claim.owner).changes === 1;

/** The clock jumped: moments that were meant as "so long from then" keep their distance. */
export function shiftMoments(db: Db, by: number): void {
  const shifted = 'SET readyAt = max(0, readyAt + ?)';
  db.prepare(`UPDATE tasks INDEXED BY tasksDue ${shifted} WHERE state = 'waiting' AND depsLeft = 0`).run(by);
  db.prepare(`UPDATE tasks INDEXED BY tasksBlocked ${shifted} WHERE state = 'waiting' AND depsLeft > 0`).run(by);
  db.prepare(`UPDATE tasks INDEXED BY tasksRunning SET leaseUntil = leaseUntil + ? WHERE state = 'running'`).run(by);
}

export const writeResult = (db: Db, id: number, result: string | null): void =>
  void db.prepare('UPDATE taskDetails SET result = ? WHERE id = ?').run(result, id);

export function dropTask(db: Db, id: number, state: Exclude<TaskState, 'running'>): boolean {
  const isDropped = db.prepare('DELETE FROM tasks WHERE id = ? AND state = ?').run(id, state).changes === 1;
  if (isDropped) moved(db, state, undefined);
  return isDropped;
}

/** The rank of the queued task that stands first, last, or next to a rank; `except` is the one that moves. */
export function readNeighbourRank(
  db: Db,
  side: 'first' | 'last' | 'below' | 'above',
  except: number,
  rank = 0,
): number | undefined {
  const queued = `FROM tasks WHERE (state = 'ready' OR state = 'waiting') AND id <> ?`;
  if (side === 'first') return db.value(`SELECT min(rank) ${queued}`, except) ?? undefined;
  if (side === 'last') return db.value(`SELECT max(rank) ${queued}`, except) ?? undefined;
  if (side === 'below') return db.value(`SELECT max(rank) ${queued} AND rank < ?`, except, rank) ?? undefined;
  return db.value(`SELECT min(rank) ${queued} AND rank > ?`, except, rank) ?? undefined;
}

/** A task that was made elsewhere, in the state it had there. Nobody works on it here, so it is never running. */
export type SettledTask = Omit<NewTask, 'state'> &
  Pick<TaskRow, 'attempt' | 'failures' | 'agent' | 'why' | 'startedAt' | 'endedAt'> & {
    state: Exclude<TaskState, 'running'>;
  };

export function insertSettledTask(db: Db, task: SettledTask): number {
  const id = Number(
    db
      .prepare(
        `INSERT INTO tasks(state, title, priority, rank, readyAt, depsLeft, attempt, failures, retries, files, agent, why,
                           createdAt, startedAt, endedAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
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
  moved(db, undefined, task.state);
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
