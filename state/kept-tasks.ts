import type {Db} from './db.js';
import {type Dep, insertDep} from './deps.js';
import {insertRun, listRuns, type Run} from './runs.js';
import {insertSettledTask, readState, readTask, type Task} from './tasks.js';

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
  const {state} = task;
  if (state === 'running') throw new Error(`task ${task.id} was dropped while it ran`);
  insertSettledTask(db, {...task, state}, task.id);
  for (const run of runs) insertRun(db, run);
  for (const dep of [...needs, ...dependents.filter((one) => readState(db, one.task) !== undefined)])
    insertDep(db, dep);
}
