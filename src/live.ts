import {watchChanges} from '../state/changes.js';
import {type Overview, readOverview} from '../state/overview.js';
import type {World} from './world.js';

/** What screens read: one moment of the project, replaced as it changes. */
export interface Live {
  get(): Overview;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** Ten pictures a second are as many as a person can use, and few enough for a slow link. */
const TELL_EVERY_MS = 100;

/** Reads the overview again after a change of this or another process, and each second for the clocks on the screen. */
export function startLive(world: World, limit = 200): Live {
  const read = (): Overview => readOverview(world.db, world.now(), limit);
  let overview = read();
  let toldAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const listeners = new Set<() => void>();

  const tell = (): void => {
    timer = undefined;
    // A listener of our own commit may still be inside the transaction's last step.
    if (world.db.isInTransaction()) return soon();
    toldAt = performance.now();
    overview = read();
    for (const listener of listeners) listener();
  };
  const soon = (): void => {
    timer ??= setTimeout(tell, Math.max(0, toldAt + TELL_EVERY_MS - performance.now()));
  };

  const stopWatching = watchChanges(world.db, world.paths.bell, soon);
  const stopListening = world.db.onCommit(soon);
  const clock = setInterval(soon, 1000);
  return {
    get: () => overview,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      clearTimeout(timer);
      clearInterval(clock);
      stopWatching();
      stopListening();
    },
  };
}
