import type {Db} from './db.js';

export const readMeta = (db: Db, key: string): string | undefined =>
  db.value<string>('SELECT value FROM meta WHERE key = ?', key);

export const writeMeta = (db: Db, key: string, value: string): void =>
  void db.prepare('INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)').run(key, value);

export const dropMeta = (db: Db, key: string): void => void db.prepare('DELETE FROM meta WHERE key = ?').run(key);

/** The next of a sequence that never repeats a number, whatever is deleted. */
export function nextNumber(db: Db, key: string): number {
  const next = Number(readMeta(db, key) ?? 0) + 1;
  writeMeta(db, key, String(next));
  return next;
}

/** The sequence goes on after `number`, if it has not come so far by itself. */
export function keepNumberAbove(db: Db, key: string, number: number): void {
  if (Number(readMeta(db, key) ?? 0) < number) writeMeta(db, key, String(number));
}
