import type {Db} from './db.js';
import type {Lock, LockKind} from './lock-files.js';

/** The mirror of the lock directory, for screens and queries. */
export interface LockRow {
  id: string;
  kind: LockKind;
  holder: string;
  task: number | null;
  pid: number | null;
  host: string;
  reason: string | null;
  fence: number;
  takenAt: number;
  leaseUntil: number;
}

export const writeLockRow = (db: Db, lock: Lock): void =>
  void db
    .prepare(
      `INSERT OR REPLACE INTO locks(id, kind, holder, task, pid, host, reason, fence, takenAt, leaseUntil)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      lock.id,
      lock.kind,
      lock.holder,
      lock.task,
      lock.process?.pid ?? null,
      lock.host,
      lock.reason,
      lock.fence,
      lock.takenAt,
      lock.leaseUntil,
    );

export const dropLockRow = (db: Db, lock: Pick<Lock, 'kind' | 'id'>): boolean =>
  db.prepare('DELETE FROM locks WHERE kind = ? AND id = ?').run(lock.kind, lock.id).changes === 1;

export const listLocks = (db: Db): LockRow[] => db.prepare<LockRow>('SELECT * FROM locks ORDER BY fence').all();

export const readEngineLock = (db: Db): LockRow | undefined =>
  db.prepare<LockRow>("SELECT * FROM locks WHERE kind = 'engine' AND id = 'engine'").get();

/** Whether a lock that some task waits for is at the end of its lease, of which nobody tells. */
export const isAwaitedLeaseOver = (db: Db, now: number): boolean =>
  db.value(
    `SELECT 1 FROM locks WHERE leaseUntil <= ? AND EXISTS (
       SELECT 1 FROM tasks INDEXED BY tasksHindered WHERE hindrance = 'lock:' || locks.id) LIMIT 1`,
    now,
  ) !== undefined;
