import type {Db} from './db.js';

/** What an attempt did to a file. */
export type Doing = 'changed' | 'created' | 'deleted';

export interface RolledEntry {
  path: string;
  was: Doing;
}

/** Work of an attempt that was put back. */
export interface Rollback {
  id: number;
  task: number;
  attempt: number;
  guard: string | null;
  /** What was replaced; null where nothing was. */
  backup: string | null;
  entries: readonly RolledEntry[];
  startedAt: number;
  /** Null when it was cut short. */
  endedAt: number | null;
  undoneAt: number | null;
}

type Row = Omit<Rollback, 'entries'> & {entries: string};

export const startRollback = (
  db: Db,
  rollback: Pick<Rollback, 'task' | 'attempt' | 'guard' | 'backup' | 'entries' | 'startedAt'>,
): number =>
  Number(
    db
      .prepare(
        `INSERT INTO rollbacks(task, attempt, guard, backup, entries, startedAt)
         VALUES (@task, @attempt, @guard, @backup, @entries, @startedAt)`,
      )
      .run({...rollback, entries: JSON.stringify(rollback.entries)}).lastInsertRowid,
  );

export const endRollback = (db: Db, id: number, at: number): void =>
  void db.prepare('UPDATE rollbacks SET endedAt = ? WHERE id = ?').run(at, id);

export const undoRollback = (db: Db, id: number, at: number): void =>
  void db.prepare('UPDATE rollbacks SET undoneAt = ? WHERE id = ?').run(at, id);

/** Of one task, the newest first. */
export const listRollbacks = (db: Db, task: number): Rollback[] =>
  db
    .prepare<Row>('SELECT * FROM rollbacks WHERE task = ? ORDER BY id DESC')
    .all(task)
    .map((row) => ({...row, entries: JSON.parse(row.entries)}));
