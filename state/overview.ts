import type {Db} from './db.js';
import {type DepWithState, isMet, listNeeds} from './deps.js';
import {type LockRow, listLocks} from './locks.js';
import {readSnapshot} from './snapshot.js';
import {countTasks, type TaskCounts} from './task-counts.js';
import type {TaskRow} from './tasks.js';

export type OverviewTask = Omit<TaskRow, 'files' | 'rank'> & {
  run: string | null;
  wantedAgent: string | null;
  /** What it still waits for. */
  openNeeds: DepWithState[];
};

/** All that a screen shows, from one read: every pane draws the same moment. */
export interface Overview {
  at: number;
  counts: TaskCounts;
  /** What runs, what needs a person, the queue in its order, what waits, what ended last. */
  tasks: OverviewTask[];
  locks: LockRow[];
  engine: LockRow | undefined;
  /** Why the engine starts nothing new, in its own words. */
  pause: string | undefined;
}

const COLUMNS = `id, state, title, priority, readyAt, depsLeft, attempt, failures, retries, agent, owner, leaseUntil, pid,
  pidStartedAt, hindrance, why, stopRequest, createdAt, startedAt, endedAt, run, wantedAgent`;

/** Each part walks an index that holds just these rows, so the cost does not grow with the book. */
const PARTS = [
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

export function readOverview(db: Db, at: number, limit = 200): Overview {
  return readSnapshot(db, () => ({
    at,
    counts: countTasks(db),
    tasks: PARTS.flatMap((part) => readPart(db, part, limit)),
    locks: listLocks(db).filter((lock) => lock.kind !== 'engine'),
    engine: listLocks(db).find((lock) => lock.kind === 'engine'),
    pause: db.value<string>("SELECT value FROM meta WHERE key = 'pause'"),
  }));
}

function readPart(db: Db, part: string, limit: number): OverviewTask[] {
  const sql = `SELECT ${COLUMNS} FROM tasks INDEXED BY ${part.replace(' WHERE', ' JOIN taskDetails USING (id) WHERE')} LIMIT ?`;
  const rows = db.prepare<Omit<OverviewTask, 'openNeeds'>>(sql).all(limit);
  return rows.map((row) => ({
    ...row,
    openNeeds: row.depsLeft > 0 ? listNeeds(db, row.id).filter((dep) => !isMet(dep)) : [],
  }));
}
