import {countTasks} from '../state/task-counts.js';
import {idQuery, listTaskIds, type TaskQuery} from '../state/task-list.js';
import {type Listed, type Lister, startLister} from '../state/task-lister.js';
import type {World} from './world.js';

/** Numbers of tasks in their order. A list will do; that of a long book is not one, since to make it takes too long. */
export interface TaskIds {
  readonly length: number;
  at(index: number): number | undefined;
  indexOf(id: number): number;
  slice(from?: number, to?: number): readonly number[];
}

/** The book of tasks, filtered and in order; only the numbers, so that it may be long. */
export interface TaskBook {
  ids: TaskIds;
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
  close(): Promise<void>;
}

/** From here on the numbers are listed by a thread of its own; until it answers, the last answer stays. */
const LONG_BOOK = 2000;
/** A shorter one goes there as well when to list it took longer than this, but the shortest never do. */
const SLOW_MS = 5;
const SHORT_BOOK = 500;
/** Of each part of a long book, for the first picture. */
const FIRST_LOOK = 100;
/** A thread takes some milliseconds to start, which are not to be before the first picture. */
const START_AFTER_MS = 50;
const AFTER_FAILURE_MS = 1000;

const same = (one: TaskQuery, other: TaskQuery): boolean => JSON.stringify(one) === JSON.stringify(other);

export function startBrowser({db, log}: World): Browser {
  const listeners = new Set<() => void>();
  let query: TaskQuery = {words: [], sort: undefined};
  let total = count();
  let tookMs = 0;
  let book = {ids: total > LONG_BOOK ? listTaskIds(db, query, FIRST_LOOK) : list(), total} as TaskBook;
  let lister: Lister | undefined;
  let asked: TaskQuery | undefined;
  let isWanted = total > LONG_BOOK;
  let nextAt = isWanted ? performance.now() + START_AFTER_MS : 0;
  let timer: NodeJS.Timeout | undefined;
  let isAwaited = false;
  let isClosed = false;
  if (isWanted) askSoon();

  function count(): number {
    return Object.values(countTasks(db)).reduce((sum, one) => sum + one, 0);
  }

  function list(): readonly number[] {
    const startedAt = performance.now();
    const ids = listTaskIds(db, query);
    tookMs = performance.now() - startedAt;
    return ids;
  }

  function show(ids: TaskIds): void {
    book = {ids, total};
    for (const listener of listeners) listener();
  }

  function refresh(): void {
    total = count();
    if (total > LONG_BOOK || (total > SHORT_BOOK && tookMs > SLOW_MS)) {
      isWanted = true;
      if (book.total !== total) show(book.ids);
      askSoon();
    } else {
      // An answer that is still under way would be older than this.
      isAwaited = false;
      show(list());
    }
  }

  /** As much rest as the last answer cost, so that a book that changes all the time takes half a core at most. */
  function askSoon(): void {
    clearTimeout(timer);
    if (isClosed || asked || !isWanted) return;
    const waitMs = nextAt - performance.now();
    if (waitMs > 0) timer = setTimeout(ask, waitMs).unref();
    else ask();
  }

  function ask(): void {
    lister ??= startLister(db.file, {answer: take, failure: giveUp});
    isWanted = false;
    asked = query;
    isAwaited = true;
    lister.ask(idQuery(query));
  }

  function take(listed: Listed): void {
    const isRight = asked !== undefined && same(asked, query);
    asked = undefined;
    tookMs = listed.tookMs;
    nextAt = isRight ? performance.now() + tookMs : 0;
    isWanted ||= !isRight && isAwaited;
    if (isRight && isAwaited) show(longIds(listed.ids));
    askSoon();
  }

  function giveUp(error: Error): void {
    log.error('the list of tasks could not be read', error);
    lister = undefined;
    asked = undefined;
    isWanted = true;
    nextAt = performance.now() + AFTER_FAILURE_MS;
    askSoon();
  }

  return {
    get: () => book,
    look(next) {
      if (same(next, query)) return;
      query = next;
      nextAt = 0;
      refresh();
    },
    refresh,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      listeners.clear();
      await lister?.stop();
    },
  };
}

/** The row that is asked for is mostly the one that was asked for last. */
export function longIds(ids: Float64Array): TaskIds {
  let last = -1;
  return {
    length: ids.length,
    at: (index) => ids[index],
    indexOf(id) {
      if (ids[last] !== id) last = ids.indexOf(id);
      return last;
    },
    slice: (from, to) => Array.from(ids.subarray(from, to)),
  };
}
