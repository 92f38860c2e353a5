import type {Db} from './db.js';

/** What became of a moment at which a schedule came due. */
export interface BackupRun {
  schedule: string;
  dueAt: number;
  startedAt: number;
  endedAt: number | null;
  outcome: 'done' | 'failed' | 'lost' | null;
  backup: string | null;
  operation: number | null;
  why: string | null;
  /** The process that answers it; null where nobody wrote it down. */
  owner: string | null;
}

/** False means that somebody else answers this moment already. */
export const startBackupRun = (
  db: Db,
  run: Pick<BackupRun, 'schedule' | 'dueAt' | 'startedAt'> & {owner?: string},
): boolean =>
  db
    .prepare('INSERT OR IGNORE INTO backupRuns(schedule, dueAt, startedAt, owner) VALUES (?, ?, ?, ?)')
    .run(run.schedule, run.dueAt, run.startedAt, run.owner ?? null).changes === 1;

/** The process that was started for it goes on with it. False: it was ended meanwhile. */
export const ownBackupRun = (db: Db, run: Pick<BackupRun, 'schedule' | 'dueAt'>, owner: string): boolean =>
  db
    .prepare('UPDATE backupRuns SET owner = ? WHERE schedule = ? AND dueAt = ? AND endedAt IS NULL')
    .run(owner, run.schedule, run.dueAt).changes === 1;

/** False means it was ended before: what is known stays. */
export const endBackupRun = (
  db: Db,
  run: Pick<BackupRun, 'schedule' | 'dueAt' | 'endedAt' | 'outcome' | 'backup' | 'operation' | 'why'>,
): boolean =>
  db
    .prepare(
      `UPDATE backupRuns SET endedAt = @endedAt, outcome = @outcome, backup = @backup, operation = @operation, why = @why
       WHERE schedule = @schedule AND dueAt = @dueAt AND endedAt IS NULL`,
    )
    .run(run).changes === 1;

/** The newest of each schedule, by its name. */
export const listLastRuns = (db: Db): BackupRun[] =>
  db
    .prepare<BackupRun>(
      `SELECT * FROM backupRuns AS run WHERE dueAt =
         (SELECT max(dueAt) FROM backupRuns WHERE schedule = run.schedule) ORDER BY schedule`,
    )
    .all();

/** Of one schedule, the newest first. */
export const listBackupRuns = (db: Db, schedule: string, limit: number): BackupRun[] =>
  db.prepare<BackupRun>('SELECT * FROM backupRuns WHERE schedule = ? ORDER BY dueAt DESC LIMIT ?').all(schedule, limit);

export const listOpenRuns = (db: Db): BackupRun[] =>
  db.prepare<BackupRun>('SELECT * FROM backupRuns WHERE endedAt IS NULL ORDER BY schedule, dueAt').all();

/** The newest moment that was answered, as far as the clock says now; a clock that was wrong left moments still to come. */
export const readLastDueAt = (db: Db, schedule: string, now: number): number | undefined =>
  db.value<number | null>('SELECT max(dueAt) FROM backupRuns WHERE schedule = ? AND dueAt <= ?', schedule, now) ??
  undefined;

/** How the newest that ended came out; undefined when none has. */
export const readLastOutcome = (db: Db, schedule: string): BackupRun['outcome'] | undefined =>
  db.value<BackupRun['outcome']>(
    'SELECT outcome FROM backupRuns WHERE schedule = ? AND endedAt IS NOT NULL ORDER BY endedAt DESC, dueAt DESC LIMIT 1',
    schedule,
  );
