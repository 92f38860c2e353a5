import type {Db} from './db.js';
import type {TaskState} from './task-states.js';

export interface GroupCount {
  name: string;
  state: TaskState;
  count: number;
}

/** Reads every row: for books that are not too long for that. */
export const countByPriority = (db: Db): GroupCount[] =>
  db.prepare<GroupCount>('SELECT priority AS name, state, count(*) AS count FROM tasks GROUP BY priority, state').all();

export const countByCategory = (db: Db): GroupCount[] =>
  db
    .prepare<GroupCount>(
      `SELECT coalesce(category, '') AS name, state, count(*) AS count FROM tasks JOIN taskDetails USING (id)
       GROUP BY category, state`,
    )
    .all();

export interface EndedSlot {
  slot: number;
  done: number;
  failed: number;
}

/** What ended since a moment, in slots of time; of very many only the newest. */
export const countEnded = (db: Db, {since, slotMs, most}: {since: number; slotMs: number; most: number}): EndedSlot[] =>
  db
    .prepare<EndedSlot>(
      `SELECT CAST((endedAt - ?) / ? AS INTEGER) AS slot, sum(state = 'done') AS done, sum(state = 'failed') AS failed
       FROM (SELECT endedAt, state FROM tasks INDEXED BY tasksEnded WHERE endedAt >= ? ORDER BY endedAt DESC LIMIT ?)
       GROUP BY slot ORDER BY slot`,
    )
    .all(since, slotMs, since, most);
