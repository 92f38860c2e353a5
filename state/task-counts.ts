import type {Db} from './db.js';
import {type TaskState, taskStates} from './task-states.js';

/** Every change of a state is counted where it is written. */
export function countMoved(db: Db, from: TaskState | undefined, to: TaskState | undefined, count = 1): void {
  if (from) db.count(`tasks.${from}`, -count);
  if (to) db.count(`tasks.${to}`, count);
}

export type TaskCounts = Record<TaskState, number>;

export function countTasks(db: Db): TaskCounts {
  const counts = Object.fromEntries(taskStates.map((state) => [state, 0])) as TaskCounts;
  const rows = db
    .prepare<{name: string; value: number}>("SELECT name, value FROM counters WHERE name GLOB 'tasks.*'")
    .all();
  for (const {name, value} of rows) counts[name.slice('tasks.'.length) as TaskState] = value;
  return counts;
}
