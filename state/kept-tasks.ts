import type {Db} from './db.js';
import {type Dep, insertDep} from './deps.js';
import {insertRun, listRuns, type Run} from './runs.js';
import {countMoved} from './task-counts.js';
import {readState, readTask, type Task, writeDetails} from './tasks.js';

/** A task with all that leaves the book together with it. */
export interface KeptTask {
  task: Task;
  /** What it waits for, and who waits for it. */
  needs: Dep[];
  dependents: Dep[];
  runs: Run[];
}

export function keepTask(db: Db, id: number): KeptTask | undefined {
  const task = readTask(db, id);
  return (
    task && {
      task,
      needs: db.prepare<Dep>('SELECT needs, task, kind FROM deps WHERE task = ? ORDER BY needs').all(id),
      dependents: db.prepare<Dep>('SELECT needs, task, kind FROM deps WHERE needs = ? ORDER BY task').all(id),
      runs: task.attempt > 0 ? listRuns(db, id) : [],
    }
  );
}

/** Puts a task that was dropped back under its own number. Who waited for it and is gone by now is left out. */
export function insertKeptTask(db: Db, {task, needs, dependents, runs}: KeptTask): void {
  db.prepare(
    `INSERT INTO tasks(id, state, title, priority, rank, readyAt, depsLeft, attempt, failures, retries, files, agent, why,
                       createdAt, startedAt, endedAt)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    task.id,
    task.state,
    task.title,
    task.priority,
    task.rank,
    task.readyAt,
    task.depsLeft,
    task.attempt,
    task.failures,
    task.retries,
    task.files.length === 0 ? null : JSON.stringify(task.files),
    task.agent,
    task.why,
    task.createdAt,
    task.startedAt,
    task.endedAt,
  );
  writeDetails(db, task.id, task);
  countMoved(db, undefined, task.state);
  for (const run of runs) insertRun(db, run);
  for (const dep of [...needs, ...dependents.filter((one) => readState(db, one.task) !== undefined)])
    insertDep(db, dep);
}
