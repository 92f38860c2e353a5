import {type Approval, listAsking} from './approvals.js';
import {type BackupsOverview, readBackupsOverview} from './backup-overview.js';
import type {Db} from './db.js';
import {listOpenGuards} from './guards.js';
import {type LockRow, listLocks} from './locks.js';
import {readSnapshot} from './snapshot.js';
import {countTasks, type TaskCounts} from './task-counts.js';
import {type ListedTask, PARTS, TASK_COLUMNS, withNeeds} from './task-list.js';

/** What a screen shows at a glance, from one read: every pane draws the same moment. */
export interface Overview {
  at: number;
  counts: TaskCounts;
  /** What runs, what needs a person, the queue in its order, what waits, what ended last: the first of each. */
  tasks: ListedTask[];
  locks: LockRow[];
  /** Who waits for which lock. */
  lockWaits: {lock: string; task: number}[];
  /** What agents ask leave for, the oldest first. */
  asking: Approval[];
  /** Attempts that a backup is taken for before they begin. */
  guarded: {task: number; attempt: number}[];
  backups: BackupsOverview;
  engine: LockRow | undefined;
  /** Why the engine starts nothing new, in its own words. */
  pause: string | undefined;
}

export function readOverview(db: Db, at: number, limit = 50): Overview {
  return readSnapshot(db, () => {
    const locks = listLocks(db);
    return {
      at,
      counts: countTasks(db),
      tasks: PARTS.flatMap((part) => readPart(db, part, limit)),
      locks: locks.filter((lock) => lock.kind !== 'engine'),
      lockWaits: listLockWaits(db, limit),
      asking: listAsking(db, limit),
      guarded: listOpenGuards(db),
      backups: readBackupsOverview(db, limit),
      engine: locks.find((lock) => lock.kind === 'engine'),
      pause: db.value<string>("SELECT value FROM meta WHERE key = 'pause'"),
    };
  });
}

const listLockWaits = (db: Db, limit: number): Overview['lockWaits'] =>
  db
    .prepare<Overview['lockWaits'][number]>(
      `SELECT substr(hindrance, 6) AS lock, id AS task FROM tasks INDEXED BY tasksHindered
       WHERE hindrance IS NOT NULL AND hindrance LIKE 'lock:%' ORDER BY hindrance, id LIMIT ?`,
    )
    .all(limit);

function readPart(db: Db, part: string, limit: number): ListedTask[] {
  const sql = `SELECT ${TASK_COLUMNS} FROM tasks INDEXED BY ${part.replace(' WHERE', ' JOIN taskDetails USING (id) WHERE')} LIMIT ?`;
  return db
    .prepare<Omit<ListedTask, 'openNeeds'>>(sql)
    .all(limit)
    .map((row) => withNeeds(db, row));
}
