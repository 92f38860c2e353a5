import {randomUUID} from 'node:crypto';
import {closeSync, existsSync, fsyncSync, linkSync, openSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import Database from 'better-sqlite3';
import {type Db, wrap} from './db.js';
import {corrupt, translate} from './db-errors.js';
import {errnoOf, OrkestraError} from './errors.js';
import {makeFolder, unlinkIfThere} from './files.js';
import {readHeader} from './header.js';
import {keep} from './keep.js';
import {migrate, refuseHeader} from './migrations.js';

export type Durability = 'safe' | 'fast';

const pragmas = (durability: Durability): string => `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = ${durability === 'fast' ? 'NORMAL' : 'FULL'};
  PRAGMA foreign_keys = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -16000;
  PRAGMA wal_autocheckpoint = 16000;
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
    raw.exec('PRAGMA busy_timeout = 5000');
    raw.exec(settings);
    migrate(raw, file);
    raw.exec('PRAGMA busy_timeout = 0');
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
    return keep(new Database(file));
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
