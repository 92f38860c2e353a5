import {closeSync, existsSync, mkdirSync, openSync, readSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import Database from 'better-sqlite3';
import {errnoOf, OrkestraError} from './errors.js';
import {migrate} from './migrations.js';

export type Durability = 'safe' | 'fast';

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
  /** Ends the open transaction, for `write` alone. */
  commit(): void;
  rollback(): void;
  isInTransaction(): boolean;
  /** Called after each transaction this connection commits; other processes are seen through `state/changes`. */
  onCommit(listener: () => void): () => void;
  close(): void;
}

/** How long a writer waits for other processes before it gives up, in ms. */
const WRITE_PATIENCE_MS = 5000;

const pragmas = (durability: Durability): string => `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = ${durability === 'fast' ? 'NORMAL' : 'FULL'};
  PRAGMA foreign_keys = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -16000;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 67108864;`;

export interface OpenOptions {
  durability?: Durability;
  /** Refuse instead of making a new file. */
  mustExist?: boolean;
}

export function openDb(file: string, options: OpenOptions = {}): Db {
  if (options.mustExist && !existsSync(file)) {
    throw new OrkestraError('not-found', `There is no database at ${file}.`, {hint: 'Run `orkestra init` first.'});
  }
  refuseForeignFile(file);
  mkdirSync(dirname(file), {recursive: true});
  const raw = connect(file);
  try {
    // SQLite's own wait blocks the thread up to 100 ms at a time; it is used only while opening.
    raw.pragma('busy_timeout = 5000');
    raw.exec(pragmas(options.durability ?? 'safe'));
    migrate(raw, file);
    raw.pragma('busy_timeout = 0');
  } catch (error) {
    raw.close();
    throw translate(error, file);
  }
  return wrap(raw, file);
}

function connect(file: string): Database.Database {
  try {
    return new Database(file);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (/bindings file|NODE_MODULE_VERSION|ERR_DLOPEN|invalid ELF|mach-o/i.test(`${text} ${errnoOf(error) ?? ''}`)) {
      throw new OrkestraError('unavailable', `SQLite is not built for this Node (${process.version}).`, {
        hint: 'Run `npm rebuild better-sqlite3` in the folder where orkestra is installed.',
        cause: error,
      });
    }
    throw translate(error, file);
  }
}

/**
 * SQLite takes an empty file for a new database. Ours is never empty once made, so an existing file of zero bytes or
 * with another header is damage, and damage is reported, never replaced.
 */
function refuseForeignFile(file: string): void {
  if (!existsSync(file)) return;
  const header = Buffer.alloc(16);
  try {
    if (statSync(file).isDirectory()) throw new OrkestraError('corrupt', `${file} is a folder, not a database.`);
    const handle = openSync(file, 'r');
    readSync(handle, header, 0, 16, 0);
    closeSync(handle);
  } catch (error) {
    throw translate(error, file);
  }
  if (header.toString('latin1') === 'SQLite format 3\0') return;
  // A process killed between creating the file and its first commit leaves the content in the WAL alone.
  if (header.every((byte) => byte === 0) && existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) return;
  throw corrupt(file, undefined);
}

const corrupt = (file: string, cause: unknown): OrkestraError =>
  new OrkestraError('corrupt', `The database ${file} is damaged; it was left untouched.`, {
    hint: 'Move it away and restore a backup, or keep it for repair; orkestra never replaces it by an empty one.',
    cause,
  });

/** Turns SQLite's words into ours; anything unknown passes unchanged. */
export function translate(error: unknown, file: string): unknown {
  if (error instanceof OrkestraError) return error;
  const code = errnoOf(error) ?? '';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return corrupt(file, error);
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED') {
    return new OrkestraError('busy', `Another process kept ${file} locked for too long.`, {
      hint: 'Try again.',
      cause: error,
    });
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return new OrkestraError('unavailable', `The disk is full: ${file} could not be written; nothing was changed.`, {
      hint: 'Free some space and try again.',
      cause: error,
    });
  }
  if (
    code === 'SQLITE_READONLY' ||
    code === 'SQLITE_CANTOPEN' ||
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM'
  ) {
    return new OrkestraError('refused', `${file} cannot be opened for writing.`, {
      hint: 'Check the permissions of the folder.',
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new OrkestraError('unavailable', `The disk reported an error while ${file} was used.`, {
      hint: 'Check the disk, then try again.',
      cause: error,
    });
  }
  return error;
}

function wrap(raw: Database.Database, file: string): Db {
  const statements = new Map<string, Database.Statement>();
  const values = new Map<string, Database.Statement>();
  const listeners = new Set<() => void>();
  const differences = new Map<string, number>();
  const cached = (cache: Map<string, Database.Statement>, sql: string, isValue: boolean): Database.Statement => {
    let statement = cache.get(sql);
    if (!statement) {
      statement = raw.prepare(sql);
      if (isValue) statement.pluck();
      cache.set(sql, statement);
    }
    return statement;
  };
  const addUp = (): void => {
    for (const [name, difference] of differences) {
      if (difference === 0) continue;
      const {changes} = cached(statements, 'UPDATE counters SET value = value + ? WHERE name = ?', false).run(
        difference,
        name,
      );
      if (changes === 0)
        cached(statements, 'INSERT INTO counters(value, name) VALUES (?, ?)', false).run(difference, name);
    }
    differences.clear();
  };
  return {
    file,
    prepare: <Row>(sql: string) => cached(statements, sql, false) as unknown as Statement<Row>,
    value: <Value>(sql: string, ...params: unknown[]) => cached(values, sql, true).get(...params) as Value | undefined,
    exec: (sql) => void raw.exec(sql),
    isInTransaction: () => raw.inTransaction,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    count: (name, difference) => void differences.set(name, (differences.get(name) ?? 0) + difference),
    commit() {
      addUp();
      cached(statements, 'COMMIT', false).run();
      for (const listener of listeners) listener();
    },
    rollback() {
      differences.clear();
      if (raw.inTransaction) cached(statements, 'ROLLBACK', false).run();
    },
    close() {
      if (!raw.open) return;
      statements.clear();
      values.clear();
      raw.close();
    },
  };
}

const cell = new Int32Array(new SharedArrayBuffer(4));
const sleepBlocking = (ms: number): void => void Atomics.wait(cell, 0, 0, ms);

function tryBegin(db: Db): boolean {
  try {
    db.prepare('BEGIN IMMEDIATE').run();
    return true;
  } catch (error) {
    if (errnoOf(error)?.startsWith('SQLITE_BUSY')) return false;
    throw translate(error, db.file);
  }
}

function finishTransaction<T>(db: Db, work: () => T): T {
  try {
    const result = work();
    db.commit();
    return result;
  } catch (error) {
    db.rollback();
    throw translate(error, db.file);
  }
}

/**
 * Runs `work` in one write transaction, or joins the one that is open. The lock is asked for at once (IMMEDIATE) and
 * waited for in short steps, since SQLite's own wait would stop timers and signals for up to 100 ms at a time.
 */
export function write<T>(db: Db, work: () => T): T {
  if (db.isInTransaction()) return work();
  const giveUpAt = performance.now() + WRITE_PATIENCE_MS;
  while (!tryBegin(db)) {
    if (performance.now() > giveUpAt) throw busy(db.file);
    sleepBlocking(0.05 + Math.random() * 0.35);
  }
  return finishTransaction(db, work);
}

/** As `write`, for loops: lets timers, keys and signals run while another process holds the lock. */
export async function writeSoon<T>(db: Db, work: () => T): Promise<T> {
  const giveUpAt = performance.now() + WRITE_PATIENCE_MS;
  while (!tryBegin(db)) {
    if (performance.now() > giveUpAt) throw busy(db.file);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
  }
  return finishTransaction(db, work);
}

const busy = (file: string): OrkestraError =>
  new OrkestraError('busy', `Another process kept ${file} locked for ${WRITE_PATIENCE_MS / 1000} s.`, {
    hint: 'Try again.',
  });
