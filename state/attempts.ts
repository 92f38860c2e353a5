import type {Db} from './db.js';
import {isMet, listNeeds} from './deps.js';
import {countMoved} from './task-counts.js';
import type {TaskState} from './task-states.js';
import type {StopRequest, TaskDetails, TaskRow} from './tasks.js';

/** An attempt that is being worked on: the attempt number and the owner prove whose it is. */
export interface Claim {
  id: number;
  attempt: number;
  owner: string;
}

/** What is needed to do a task. */
export type Work = Pick<TaskDetails, 'run' | 'check' | 'instructions' | 'wantedAgent' | 'timeoutMs'> & {
  id: number;
  title: string;
};

export type Candidate = Work &
  Pick<TaskRow, 'attempt' | 'files'> & {/** A list as JSON, or NULL. */ skills: string | null};

/** The best that nothing hinders, in claim order. */
export const listClaimable = (db: Db, limit: number): Candidate[] =>
  db
    .prepare<Candidate>(
      `SELECT id, attempt, files, title, run, "check", instructions, wantedAgent, timeoutMs, skills
       FROM tasks INDEXED BY tasksReady JOIN taskDetails USING (id) WHERE state = 'ready' AND hindrance IS NULL
       ORDER BY rank, id LIMIT ?`,
    )
    .all(limit);

export const countRunningByAgent = (db: Db): Map<string, number> =>
  new Map(
    db
      .prepare<{agent: string; count: number}>(
        `SELECT agent, count(*) AS count FROM tasks INDEXED BY tasksRunning WHERE state = 'running' GROUP BY agent`,
      )
      .all()
      .map(({agent, count}) => [agent, count]),
  );

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
  countMoved(db, 'ready', 'running', changes);
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
  countMoved(db, 'running', end.state, changes);
  if (end.state === 'ready' || end.state === 'waiting') waitAgain(db, ids, end.state);
}

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

/** Something they need may have been started over while they ran. */
function waitAgain(db: Db, ids: readonly number[], state: 'ready' | 'waiting'): void {
  for (const id of ids) {
    const depsLeft = listNeeds(db, id).filter((dep) => !isMet(dep)).length;
    if (depsLeft === 0) continue;
    const wait = `UPDATE tasks SET state = 'waiting', depsLeft = ? WHERE id = ? AND state = ?`;
    if (db.prepare(wait).run(depsLeft, id, state).changes === 1) countMoved(db, state, 'waiting');
  }
}
