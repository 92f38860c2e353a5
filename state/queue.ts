import type {Db} from './db.js';
import {countMoved} from './task-counts.js';
import type {TaskState} from './task-states.js';
import type {TaskRow} from './tasks.js';

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
  if (isMoved) countMoved(db, from, to.state);
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
  countMoved(db, 'waiting', 'ready', due.length);
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
  if (ready.length > 0) countMoved(db, 'waiting', 'ready', ready.length);
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
  if (waiting.length > 0) countMoved(db, 'ready', 'waiting', waiting.length);
  return waiting;
}

export const updateRank = (db: Db, id: number, rank: number, priority: number): void =>
  void db.prepare('UPDATE tasks SET rank = ?, priority = ? WHERE id = ?').run(rank, priority, id);

/** The clock jumped: moments that were meant as "so long from then" keep their distance. */
export function shiftMoments(db: Db, by: number): void {
  const shifted = 'SET readyAt = max(0, readyAt + ?)';
  db.prepare(`UPDATE tasks INDEXED BY tasksDue ${shifted} WHERE state = 'waiting' AND depsLeft = 0`).run(by);
  db.prepare(`UPDATE tasks INDEXED BY tasksBlocked ${shifted} WHERE state = 'waiting' AND depsLeft > 0`).run(by);
  db.prepare(`UPDATE tasks INDEXED BY tasksRunning SET leaseUntil = leaseUntil + ? WHERE state = 'running'`).run(by);
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
