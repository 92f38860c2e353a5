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
}

/** False means that somebody else answers this moment already. */
export const startBackupRun = (db: Db, run: Pick<BackupRun, 'schedule' | 'dueAt' | 'startedAt'>): boolean =>
  db
    .prepare('INSERT OR IGNORE INTO backupRuns(schedule, dueAt, startedAt) VALUES (@schedule, @dueAt, @startedAt)')
    .run(run).changes === 1;

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
