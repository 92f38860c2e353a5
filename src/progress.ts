import {countByCategory, countByPriority, countEnded, type GroupCount} from '../state/progress.js';
import {countTasks, type TaskCounts} from '../state/task-counts.js';
import {groupBy} from './group.js';
import {showPriority} from './tasks/priority.js';
import type {World} from './world.js';

export interface Share {
  name: string;
  done: number;
  total: number;
}

/** How far the project is, and how fast it goes. Cancelled tasks are no part of it. */
export interface Progress extends Share {
  counts: TaskCounts;
  /** Undefined for a book that is too long to be counted row by row. */
  byPriority: Share[] | undefined;
  byCategory: Share[] | undefined;
  /** Of the last hour. */
  done1h: number;
  failed1h: number;
  /** Tasks that were done in each slot of the last hour, the newest last. */
  history: number[];
}

const HOUR_MS = 3_600_000;
const SLOTS = 12;
const MOST_ENDED = 20_000;
/** Longer books are not counted row by row on the thread that draws. */
const LONGEST_COUNTED = 20_000;

export function readProgress({db, now}: World): Progress {
  const counts = countTasks(db);
  const overall = shareOf(counts);
  const isShort = Object.values(counts).reduce((sum, count) => sum + count, 0) <= LONGEST_COUNTED;
  const slots = countEnded(db, {since: now() - HOUR_MS + 1, slotMs: HOUR_MS / SLOTS, most: MOST_ENDED});
  const history = Array.from({length: SLOTS}, (_, at) => slots.find(({slot}) => slot === at)?.done ?? 0);
  return {
    ...overall,
    counts,
    byPriority: isShort ? sharesOf(countByPriority(db), (name) => showPriority(Number(name))) : undefined,
    byCategory: isShort ? sharesOf(countByCategory(db), (name) => name || 'no category') : undefined,
    done1h: slots.reduce((sum, {done}) => sum + done, 0),
    failed1h: slots.reduce((sum, {failed}) => sum + failed, 0),
    history,
  };
}

export function shareOf(counts: TaskCounts): Share {
  const total = Object.entries(counts).reduce((sum, [state, count]) => sum + (state === 'cancelled' ? 0 : count), 0);
  return {name: 'all', done: counts.done, total};
}

function sharesOf(groups: readonly GroupCount[], nameOf: (name: string) => string): Share[] {
  return [...groupBy(groups, ({name}) => name)].map(([name, rows]) => {
    const of = (isCounted: (row: GroupCount) => boolean): number =>
      rows.filter(isCounted).reduce((sum, {count}) => sum + count, 0);
    return {name: nameOf(name), done: of(({state}) => state === 'done'), total: of(({state}) => state !== 'cancelled')};
  });
}

/** Whole percents, rounded down: 100 means everything. */
export const percentOf = ({done, total}: Share): number => (total === 0 ? 0 : Math.floor((100 * done) / total));
