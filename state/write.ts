import type {Db} from './db.js';
import {busy, translate, WRITE_PATIENCE_MS} from './db-errors.js';

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
  let turns = 0;
  let seen = dataVersion(db);
  while (!db.begin()) {
    if (performance.now() > giveUpAt) throw busy(db.file);
    await pause(LOOK_AGAIN_MS[turns] ?? 1);
    const now = dataVersion(db);
    if (now !== seen) turns++;
    seen = now;
  }
  let version = 0;
  const result = finishTransaction(db, () => {
    const value = work();
    version = dataVersion(db);
    return value;
  });
  rememberWriting(db, version);
  return result;
}

const dataVersion = (db: Db): number => db.value<number>('PRAGMA data_version') ?? 0;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Who let more turns of others go by looks more often, so that the lock is handed on nearly in turn. */
const LOOK_AGAIN_MS = [5, 2];
/** Long enough for those who wait to look at the lock once. */
const YIELD_MS = 1;
/** Who did other things for this long is no longer in anybody's way. */
const RECENTLY_MS = 3;
/** Others who wrote within this time probably wait for their next turn. */
const AMONG_OTHERS_MS = 100;

/** When each connection last wrote in a loop, what all had written by then, and when it last saw that others had. */
const writings = new WeakMap<Db, {at: number; version: number; othersAt: number}>();

/** The lock is not handed on in turn: without this, the process that frees it is the first to have it again. */
function hasJustWrittenAmongOthers(db: Db): boolean {
  const last = writings.get(db);
  if (!last) return false;
  const now = performance.now();
  return now - last.at < RECENTLY_MS && now - last.othersAt < AMONG_OTHERS_MS;
}

function rememberWriting(db: Db, version: number): void {
  const before = writings.get(db) ?? {version, othersAt: Number.NEGATIVE_INFINITY};
  const at = performance.now();
  writings.set(db, {at, version, othersAt: version === before.version ? before.othersAt : at});
}
