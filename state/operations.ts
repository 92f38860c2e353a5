import type {Db} from './db.js';

export type OperationState = 'waiting' | 'running' | 'done' | 'failed' | 'timed-out' | 'lost';

/** Long work that is no task: an import, a backup, a restore. */
export interface OperationRow {
  id: number;
  kind: string;
  /** What it is done to: a folder, a name. */
  subject: string;
  state: OperationState;
  owner: string;
  askedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  /** How far it is, in units of its own; the whole may not be known yet. */
  done: number;
  total: number | null;
  why: string | null;
  detail: string | null;
}

/** What an operation on files tells of itself while it goes on. */
export interface OperationDetail {
  files: number;
  filesTotal?: number;
  /** Looked at so far; with what it will be in all, where that is known. */
  bytes: number;
  bytesTotal?: number;
  /** What no backup had before, and what it takes once stored. */
  addedBytes?: number;
  storedBytes?: number;
  /** The file in work. */
  file?: string;
  bytesPerSecond?: number;
}

export const insertOperation = (db: Db, row: Pick<OperationRow, 'kind' | 'subject' | 'owner' | 'askedAt'>): number =>
  Number(
    db
      .prepare(`INSERT INTO operations(kind, subject, state, owner, askedAt) VALUES (?, ?, 'waiting', ?, ?)`)
      .run(row.kind, row.subject, row.owner, row.askedAt).lastInsertRowid,
  );

/** Those that wait or run, in the order they asked. */
export const listOpenOperations = (db: Db): OperationRow[] =>
  db
    .prepare<OperationRow>('SELECT * FROM operations INDEXED BY operationsOpen WHERE endedAt IS NULL ORDER BY id')
    .all();

export const listEndedOperations = (db: Db, limit: number): OperationRow[] =>
  db.prepare<OperationRow>('SELECT * FROM operations WHERE endedAt IS NOT NULL ORDER BY id DESC LIMIT ?').all(limit);

export const startOperation = (db: Db, id: number, at: number): void =>
  void db.prepare(`UPDATE operations SET state = 'running', startedAt = ? WHERE id = ?`).run(at, id);

export const readOperation = (db: Db, id: number): OperationRow | undefined =>
  db.prepare<OperationRow>('SELECT * FROM operations WHERE id = ?').get(id);

export const writeProgress = (
  db: Db,
  id: number,
  {done, total, detail}: {done: number; total: number | null; detail?: OperationDetail | undefined},
): void =>
  void db
    .prepare('UPDATE operations SET done = ?, total = ?, detail = coalesce(?, detail) WHERE id = ?')
    .run(done, total, detail === undefined ? null : JSON.stringify(detail), id);

export const endOperation = (
  db: Db,
  id: number,
  end: {state: Exclude<OperationState, 'waiting' | 'running'>; endedAt: number; why: string | null},
): void =>
  void db
    .prepare('UPDATE operations SET state = ?, endedAt = ?, why = ? WHERE id = ? AND endedAt IS NULL')
    .run(end.state, end.endedAt, end.why, id);
