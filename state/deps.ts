import type {Db} from './db.js';
import type {TaskState} from './task-states.js';

/** A hard dependency must be done; a soft one must only have ended. */
export type DepKind = 'hard' | 'soft';

export interface Dep {
  needs: number;
  task: number;
  kind: DepKind;
}

export interface DepWithState extends Dep {
  title: string;
  state: TaskState;
}

/** States in which a dependency stops being waited for. */
const ENDED = {hard: ['done'], soft: ['done', 'failed', 'cancelled']} as const;

export const isMet = (dep: {kind: DepKind; state: TaskState}): boolean =>
  (ENDED[dep.kind] as readonly TaskState[]).includes(dep.state);

export const insertDep = (db: Db, dep: Dep): void =>
  void db.prepare('INSERT INTO deps(needs, task, kind) VALUES (?, ?, ?)').run(dep.needs, dep.task, dep.kind);

export const dropDep = (db: Db, needs: number, task: number): void =>
  void db.prepare('DELETE FROM deps WHERE needs = ? AND task = ?').run(needs, task);

/** What a task waits for. */
export const listNeeds = (db: Db, task: number): DepWithState[] =>
  db
    .prepare<DepWithState>(
      `SELECT deps.*, tasks.title, tasks.state FROM deps JOIN tasks ON tasks.id = deps.needs WHERE deps.task = ? ORDER BY needs`,
    )
    .all(task);

/** Who waits for a task. */
export const listDependents = (db: Db, needs: number): DepWithState[] =>
  db
    .prepare<DepWithState>(
      `SELECT deps.*, tasks.title, tasks.state FROM deps JOIN tasks ON tasks.id = deps.task WHERE deps.needs = ? ORDER BY task`,
    )
    .all(needs);

export const listDeps = (db: Db): Dep[] =>
  db.prepare<Dep>('SELECT needs, task, kind FROM deps ORDER BY task, needs').all();

export const listNewestDeps = (db: Db, limit: number): Dep[] =>
  db.prepare<Dep>('SELECT needs, task, kind FROM deps INDEXED BY depsByTask ORDER BY task DESC LIMIT ?').all(limit);

/** The tasks that wait for these, with the kinds; mostly none, so this is one cheap look for a whole batch. */
export const listWaitingFor = (db: Db, needs: readonly number[]): Dep[] =>
  db
    .prepare<Dep>('SELECT needs, task, kind FROM deps WHERE needs IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(needs));
