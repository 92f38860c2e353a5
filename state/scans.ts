import type {Db} from './db.js';

export type ScannedType = 'file' | 'folder' | 'link' | 'other';

/** What a scan knows of one path below its folder. */
export interface Scanned {
  /** As the file system has it, in bytes. */
  path: Buffer;
  type: ScannedType;
  bytes: number;
  modifiedAt: number;
  mode: number;
  hash: string | null;
}

export interface Scan {
  id: number;
  path: string;
  at: number;
}

export const readScan = (db: Db, path: string): Scan | undefined =>
  db.prepare<Scan>('SELECT id, path, at FROM scans WHERE path = ?').get(path);

/** In the order of their bytes. */
export const listScanned = (db: Db, scan: number): Scanned[] =>
  db
    .prepare<Scanned>('SELECT path, type, bytes, modifiedAt, mode, hash FROM scanned WHERE scan = ? ORDER BY path')
    .all(scan);

export const readScanned = (db: Db, scan: number, path: Buffer): Scanned | undefined =>
  db
    .prepare<Scanned>('SELECT path, type, bytes, modifiedAt, mode, hash FROM scanned WHERE scan = ? AND path = ?')
    .get(scan, path);

/** The scan of that folder from now on; what an earlier one found is told by `listScanned` until then. */
export function startScan(db: Db, path: string, at: number): number {
  db.prepare('INSERT INTO scans(path, at) VALUES (?, ?) ON CONFLICT(path) DO UPDATE SET at = excluded.at').run(
    path,
    at,
  );
  return db.value<number>('SELECT id FROM scans WHERE path = ?', path) ?? 0;
}

export const writeScanned = (db: Db, scan: number, entry: Scanned): void =>
  void db
    .prepare(
      `INSERT OR REPLACE INTO scanned(scan, path, type, bytes, modifiedAt, mode, hash)
       VALUES (@scan, @path, @type, @bytes, @modifiedAt, @mode, @hash)`,
    )
    .run({scan, ...entry});

export const dropScanned = (db: Db, scan: number, path: Buffer): void =>
  void db.prepare('DELETE FROM scanned WHERE scan = ? AND path = ?').run(scan, path);
