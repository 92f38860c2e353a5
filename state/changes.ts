import {closeSync, constants, type FSWatcher, openSync, watch, writeSync} from 'node:fs';
import type {Db} from './db.js';
import {errnoOf, OrkestraError} from './errors.js';

/**
 * How one process tells the others that it committed: it touches a file they watch, which takes a third of a
 * millisecond. SQLite's own counter is looked at as well, since a file event may be lost and the counter is the truth.
 */
export interface Bell {
  ring(): void;
  close(): void;
}

/** Rings closer together than this reach nobody sooner. */
const RING_EVERY_MS = 2;

export function openBell(file: string): Bell {
  const handle = openOrNothing(file);
  let rangAt = 0;
  let later: NodeJS.Timeout | undefined;
  const strike = (): void => {
    rangAt = performance.now();
    // Watchers need an event, not content: the same byte is written again, so the file never grows.
    if (handle !== undefined) writeSync(handle, '.', 0);
  };
  const quietly = (): void => {
    try {
      strike();
    } catch {
      // The others then notice at their next look at the counter.
    }
  };
  return {
    ring() {
      if (performance.now() - rangAt >= RING_EVERY_MS) return quietly();
      later ??= setTimeout(() => {
        later = undefined;
        quietly();
      }, RING_EVERY_MS);
    },
    close() {
      if (later) {
        clearTimeout(later);
        quietly();
      }
      if (handle !== undefined) closeSync(handle);
    },
  };
}

/** Without a bell the others look more often; nothing is lost but a moment. */
function openOrNothing(file: string): number | undefined {
  try {
    return openSync(file, constants.O_WRONLY | constants.O_CREAT);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** With the bell heard this is only the safety net, and each look wakes an idle machine; without it, it is all there is. */
const LOOK_EVERY_MS = {withBell: 500, without: 5};

/** Calls back after another process changed the database. Own commits are told by `db.onCommit`. */
export function watchChanges(db: Db, bellFile: string, onChange: () => void): () => void {
  let seen = dataVersion(db);
  const look = (): void => {
    const version = dataVersion(db);
    if (version === undefined || version === seen) return;
    seen = version;
    onChange();
  };
  const watcher = watchBell(bellFile, look);
  const timer = setInterval(look, watcher ? LOOK_EVERY_MS.withBell : LOOK_EVERY_MS.without);
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}

/** Undefined when the database cannot be read at this moment; whoever needs it will say so, and we look again. */
function dataVersion(db: Db): number | undefined {
  try {
    return db.value('PRAGMA data_version');
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    return undefined;
  }
}

/** Undefined where the system offers no more watches. */
function watchBell(file: string, onRing: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(file, {persistent: false}, onRing);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return undefined;
  }
}
