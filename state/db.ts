import type Database from 'better-sqlite3';
import {translate} from './db-errors.js';
import {errnoOf} from './errors.js';
import {keep} from './keep.js';

export interface Statement<Row> {
  run(...params: unknown[]): {changes: number; lastInsertRowid: number | bigint};
  get(...params: unknown[]): Row | undefined;
  all(...params: unknown[]): Row[];
}

/** One connection. Statements are prepared once per text, so tables may call `prepare` where they need it. */
export interface Db {
  readonly file: string;
  prepare<Row = unknown>(sql: string): Statement<Row>;
  /** The first column of the first row. */
  value<Value = number>(sql: string, ...params: unknown[]): Value | undefined;
  exec(sql: string): void;
  /** Adds to a named counter when the open transaction commits. */
  count(name: string, difference: number): void;
  /** Begins and ends a transaction, for `write` alone. False means another process is writing. */
  begin(): boolean;
  commit(): void;
  rollback(): void;
  isInTransaction(): boolean;
  /** Called after each transaction this connection commits; other processes are seen through `state/changes`. */
  onCommit(listener: () => void): () => void;
  close(): void;
}

function guard<Row>(statement: Database.Statement, file: string): Statement<Row> {
  const guarded =
    <Params extends unknown[], Result>(work: (...params: Params) => Result) =>
    (...params: Params): Result => {
      try {
        return work.apply(statement, params);
      } catch (error) {
        throw translate(error, file);
      }
    };
  return {run: guarded(statement.run), get: guarded(statement.get), all: guarded(statement.all)} as Statement<Row>;
}

export function wrap(raw: Database.Database, file: string): Db {
  const statements = new Map<string, Statement<unknown>>();
  const values = new Map<string, Statement<unknown>>();
  const listeners = new Set<() => void>();
  const differences = new Map<string, number>();
  const prepare = (sql: string): Statement<unknown> => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = guard(prepareRaw(sql), file);
      statements.set(sql, statement);
    }
    return statement;
  };
  const prepareRaw = (sql: string): Database.Statement => {
    try {
      return keep(raw.prepare(sql));
    } catch (error) {
      throw translate(error, file);
    }
  };
  const addUp = (): void => {
    for (const [name, difference] of differences) {
      if (difference === 0) continue;
      const {changes} = prepare('UPDATE counters SET value = value + ? WHERE name = ?').run(difference, name);
      if (changes === 0) prepare('INSERT INTO counters(value, name) VALUES (?, ?)').run(difference, name);
    }
    differences.clear();
  };
  const begin = keep(raw.prepare('BEGIN IMMEDIATE'));
  return {
    file,
    prepare: <Row>(sql: string) => prepare(sql) as Statement<Row>,
    value<Value>(sql: string, ...params: unknown[]) {
      let statement = values.get(sql);
      if (!statement) {
        statement = guard(prepareRaw(sql).pluck(), file);
        values.set(sql, statement);
      }
      return statement.get(...params) as Value | undefined;
    },
    exec(sql) {
      try {
        raw.exec(sql);
      } catch (error) {
        throw translate(error, file);
      }
    },
    isInTransaction: () => raw.inTransaction,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    count(name, difference) {
      if (!raw.inTransaction) throw new Error(`${name} was counted outside a transaction`);
      differences.set(name, (differences.get(name) ?? 0) + difference);
    },
    begin() {
      try {
        begin.run();
        return true;
      } catch (error) {
        if (errnoOf(error)?.startsWith('SQLITE_BUSY')) return false;
        throw translate(error, file);
      }
    },
    commit() {
      addUp();
      prepare('COMMIT').run();
      for (const listener of listeners) callSafely(listener);
    },
    rollback() {
      differences.clear();
      if (raw.inTransaction) prepare('ROLLBACK').run();
    },
    close() {
      if (!raw.open) return;
      statements.clear();
      values.clear();
      raw.close();
    },
  };
}

/** The transaction is on disk: what a listener does wrong must not look like a failure to write. */
function callSafely(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}
