import type {Db} from './db.js';

/** Several reads of one moment, whatever other processes commit meanwhile. It ends at once, for the WAL's sake. */
export function readSnapshot<T>(db: Db, read: () => T): T {
  if (db.isInTransaction()) return read();
  db.exec('BEGIN');
  try {
    return read();
  } finally {
    db.exec('COMMIT');
  }
}
