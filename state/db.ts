import {randomUUID} from 'node:crypto';
import {closeSync, existsSync, fsyncSync, linkSync, openSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import Database from 'better-sqlite3';
import {errnoOf, OrkestraError} from './errors.js';
import {makeFolder, unlinkIfThere} from './files.js';
import {readHeader} from './header.js';
import {migrate, refuseHeader} from './migrations.js';

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
  /** Begins and ends a transaction, for `write` alone. False means another process is writing. */
  begin(): boolean;
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
  PRAGMA wal_autocheckpoint = 2000;
  PRAGMA journal_size_limit = 67108864;`;

export interface OpenOptions {
  durability?: Durability;
  /** Refuse instead of making a new file. */
  mustExist?: boolean;
}

export function openDb(file: string, options: OpenOptions = {}): Db {
  try {
    if (!existsSync(file)) make(file, options);
    refuseForeignFile(file);
    return wrap(open(file, pragmas(options.durability ?? 'safe')), file);
  } catch (error) {
    throw translate(error, file);
  }
}

function open(file: string, settings: string): Database.Database {
  const raw = connect(file);
  try {
    // SQLite's own wait blocks the thread up to 100 ms at a time; it is used only while opening.
    raw.pragma('busy_timeout = 5000');
    raw.exec(settings);
    migrate(raw, file);
    raw.pragma('busy_timeout = 0');
    return raw;
  } catch (error) {
    raw.close();
    throw error;
  }
}

/**
 * The file gets its name when it is complete, so that whoever finds an empty one or half of one knows it for damage,
 * however many processes begin at once and wherever one of them is killed.
 */
function make(file: string, {mustExist}: OpenOptions): void {
  if (mustExist) {
    throw new OrkestraError('not-found', `There is no database at ${file}.`, {hint: 'Run `orkestra init` first.'});
  }
  makeFolder(dirname(file));
  refuseOrphanedLog(file);
  const draft = `${file}.${randomUUID()}.new`;
  try {
    open(draft, 'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;').close();
    syncFile(draft);
    linkSync(draft, file);
  } catch (error) {
    // Another process was faster.
    if (errnoOf(error) !== 'EEXIST') throw error;
  } finally {
    for (const part of ['', '-wal', '-shm']) unlinkIfThere(draft + part);
  }
}

/** SQLite would play it into the new database. */
function refuseOrphanedLog(file: string): void {
  const log = `${file}-wal`;
  if (!existsSync(log) || statSync(log).size === 0 || existsSync(file)) return;
  throw new OrkestraError('corrupt', `${file} is gone, but ${log} holds changes made to it; it was left untouched.`, {
    hint: 'Put the database back beside it, or move the log away to start anew.',
  });
}

function syncFile(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
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
    throw error;
  }
}

function refuseForeignFile(file: string): void {
  const header = readHeader(file);
  if (!header) throw corrupt(file, undefined);
  refuseHeader(header, file);
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
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED' || code === 'SQLITE_PROTOCOL') {
    return new OrkestraError('busy', `Another process kept ${file} locked for too long.`, {
      hint: 'Try again.',
      cause: error,
    });
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new OrkestraError('unavailable', `The disk is full: ${file} could not be written; nothing was changed.`, {
      hint: 'Free some space and try again.',
      cause: error,
    });
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM'
  ) {
    return new OrkestraError('refused', `${file} cannot be opened for writing.`, {
      hint: 'Check the permissions of the folder.',
      cause: error,
    });
  }
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENOENT') {
    return new OrkestraError('refused', `The folder of ${file} cannot be made.`, {
      hint: 'Choose another folder; a file may be in its way.',
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

function wrap(raw: Database.Database, file: string): Db {
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
      return raw.prepare(sql);
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
  const begin = raw.prepare('BEGIN IMMEDIATE');
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

const cell = new Int32Array(new SharedArrayBuffer(4));
const sleepBlocking = (ms: number): void => void Atomics.wait(cell, 0, 0, ms);

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
  while (!db.begin()) {
    if (performance.now() > giveUpAt) throw busy(db.file);
    sleepBlocking(0.05 + Math.random() * 0.35);
  }
  return finishTransaction(db, work);
}

/** As `write`, for loops: lets timers, keys and signals run while another process holds the lock. */
export async function writeSoon<T>(db: Db, work: () => T): Promise<T> {
  if (hasJustWrittenAmongOthers(db)) await pause(YIELD_MS);
  const giveUpAt = performance.now() + WRITE_PATIENCE_MS;
  while (!db.begin()) {
    if (performance.now() > giveUpAt) throw busy(db.file);
    await pause(Math.random() * 2);
  }
  let version = 0;
  const result = finishTransaction(db, () => {
    const value = work();
    version = db.value('PRAGMA data_version') ?? 0;
    return value;
  });
  rememberWriting(db, version);
  return result;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Long enough for those who wait to look at the lock once. */
const YIELD_MS = 1;
/** Who did other things for this long is no longer in anybody's way. */
const RECENTLY_MS = 3;

/** When each connection last wrote in a loop, and what others had written until then. */
const writings = new WeakMap<Db, {at: number; version: number; isAmongOthers: boolean}>();

/** The lock is not handed on in turn: without this, the process that frees it is the first to have it again. */
function hasJustWrittenAmongOthers(db: Db): boolean {
  const last = writings.get(db);
  return last?.isAmongOthers === true && performance.now() - last.at < RECENTLY_MS;
}

function rememberWriting(db: Db, version: number): void {
  const before = writings.get(db)?.version ?? version;
  writings.set(db, {at: performance.now(), version, isAmongOthers: version !== before});
}

const busy = (file: string): OrkestraError =>
  new OrkestraError('busy', `Another process kept ${file} locked for ${WRITE_PATIENCE_MS / 1000} s.`, {
    hint: 'Try again.',
  });
