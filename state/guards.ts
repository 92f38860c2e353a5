import type {Db} from './db.js';

/** What an attempt may touch. */
export interface GuardScope {
  /** As the task declares them; none means everything in the project folder. */
  globs: readonly string[];
  /** Where that lies: absolute, and there when the attempt began. */
  paths: readonly string[];
}

/** What was kept before an attempt began. */
export interface Guard {
  task: number;
  attempt: number;
  scope: GuardScope;
  startedAt: number;
  endedAt: number | null;
  /** 'nothing' was there that could be kept. */
  outcome: 'kept' | 'nothing' | 'failed' | null;
  backup: string | null;
  why: string | null;
}

type Row = Omit<Guard, 'scope'> & {scope: string};

const guardOf = (row: Row): Guard => ({...row, scope: JSON.parse(row.scope)});

/** An attempt that is begun again by another engine is guarded anew. */
export const startGuard = (db: Db, guard: Pick<Guard, 'task' | 'attempt' | 'scope' | 'startedAt'>): void =>
  void db
    .prepare(
      'INSERT OR REPLACE INTO guards(task, attempt, scope, startedAt) VALUES (@task, @attempt, @scope, @startedAt)',
    )
    .run({...guard, scope: JSON.stringify(guard.scope)});

export const endGuard = (
  db: Db,
  end: Pick<Guard, 'task' | 'attempt' | 'endedAt' | 'outcome' | 'backup' | 'why'>,
): void =>
  void db
    .prepare(
      `UPDATE guards SET endedAt = @endedAt, outcome = @outcome, backup = @backup, why = @why
       WHERE task = @task AND attempt = @attempt`,
    )
    .run(end);

export function readGuard(db: Db, task: number, attempt: number): Guard | undefined {
  const row = db.prepare<Row>('SELECT * FROM guards WHERE task = ? AND attempt = ?').get(task, attempt);
  return row && guardOf(row);
}

/** Of one task, the newest first. */
export const listGuards = (db: Db, task: number): Guard[] =>
  db.prepare<Row>('SELECT * FROM guards WHERE task = ? ORDER BY attempt DESC').all(task).map(guardOf);

/** The attempts that a backup is being taken for; those whose process died are among them. */
export const listOpenGuards = (db: Db): {task: number; attempt: number}[] =>
  db
    .prepare<{task: number; attempt: number}>(
      'SELECT task, attempt FROM guards INDEXED BY guardsOpen WHERE endedAt IS NULL',
    )
    .all();
