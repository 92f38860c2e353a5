import {lstatSync, readdirSync, readFileSync} from 'node:fs';
import {join, relative} from 'node:path';
import Database from 'better-sqlite3';
import {keep} from '../../state/keep.js';

/** All that a project holds: every row of every table, every file with its content. Two equal ones mean nothing changed. */
export interface Snapshot {
  tables: Record<string, unknown[]>;
  files: Record<string, string>;
}

export function snapshotOf(dir: string): Snapshot {
  return {tables: tablesIn(join(dir, '.orkestra', 'orkestra.db')), files: filesIn(dir)};
}

function tablesIn(file: string): Snapshot['tables'] {
  const db = keep(new Database(file, {readonly: true}));
  try {
    const names = keep(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")).pluck().all();
    return Object.fromEntries(names.map((name) => [name, keep(db.prepare(`SELECT * FROM "${name}"`)).all()]));
  } finally {
    db.close();
  }
}

/** The database is compared by its rows, and a bell says nothing. */
const isOwn = (path: string): boolean => /^\.orkestra\/(orkestra\.db|bell)/.test(path);

function filesIn(dir: string): Record<string, string> {
  const paths = readdirSync(dir, {recursive: true, encoding: 'utf8'}).sort();
  return Object.fromEntries(
    paths
      .filter((path) => !isOwn(path))
      .map((path) => {
        const full = join(dir, path);
        return [relative(dir, full), lstatSync(full).isFile() ? readFileSync(full, 'utf8') : ''];
      }),
  );
}
