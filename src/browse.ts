import {countTasks} from '../state/task-counts.js';
import {listTaskIds, type TaskQuery} from '../state/task-list.js';
import type {World} from './world.js';

/** The book of tasks, filtered and in order; only the numbers, so that it may be long. */
export interface TaskBook {
  ids: readonly number[];
  /** How many there are, shown or not. */
  total: number;
}

export interface Browser {
  get(): TaskBook;
  /** Asks for another part or order of the book. */
  look(query: TaskQuery): void;
  /** Something was written: the same question again. */
  refresh(): void;
  subscribe(listener: () => void): () => void;
  close(): void;
}

const same = (one: TaskQuery, other: TaskQuery): boolean => JSON.stringify(one) === JSON.stringify(other);

export function startBrowser({db}: World): Browser {
  const listeners = new Set<() => void>();
  let query: TaskQuery = {words: [], sort: undefined};
  const read = (): TaskBook => ({
    ids: listTaskIds(db, query),
    total: Object.values(countTasks(db)).reduce((sum, count) => sum + count, 0),
  });
  let book = read();
  const refresh = (): void => {
    book = read();
    for (const listener of listeners) listener();
  };
  return {
    get: () => book,
    look(next) {
      if (same(next, query)) return;
      query = next;
      refresh();
    },
    refresh,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}
