import type {Db} from './db.js';

export type RunState = 'done' | 'failed' | 'cancelled' | 'timed-out' | 'handed-back' | 'lost';

/** One ended attempt at a task; the attempt that runs is the task's own row. */
export interface Run {
  task: number;
  attempt: number;
  state: RunState;
  agent: string;
  owner: string;
  startedAt: number;
  endedAt: number;
  exitCode: number | null;
  why: string | null;
}

export const insertRun = (db: Db, run: Run): void =>
  void db
    .prepare(
      `INSERT INTO runs(task, attempt, state, agent, owner, startedAt, endedAt, exitCode, why)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(run.task, run.attempt, run.state, run.agent, run.owner, run.startedAt, run.endedAt, run.exitCode, run.why);

/** Keeps the running attempts of these tasks, which ended in the same way; how they began stands in the tasks' rows. */
export const insertEndedRuns = (
  db: Db,
  tasks: readonly number[],
  end: Pick<Run, 'state' | 'endedAt' | 'exitCode' | 'why'>,
): void =>
  void db
    .prepare(
      `INSERT INTO runs(task, attempt, state, agent, owner, startedAt, endedAt, exitCode, why)
       SELECT id, attempt, ?, agent, owner, startedAt, ?, ?, ? FROM tasks
       WHERE id IN (SELECT value FROM json_each(?)) AND state = 'running'`,
    )
    .run(end.state, end.endedAt, end.exitCode, end.why, JSON.stringify(tasks));

export const readRun = (db: Db, task: number, attempt: number): Run | undefined =>
  db.prepare<Run>('SELECT * FROM runs WHERE task = ? AND attempt = ?').get(task, attempt);

export const listRuns = (db: Db, task: number): Run[] =>
  db.prepare<Run>('SELECT * FROM runs WHERE task = ? ORDER BY attempt').all(task);

export const countRuns = (db: Db, task: number, state: RunState): number =>
  db.value('SELECT count(*) FROM runs WHERE task = ? AND state = ?', task, state) ?? 0;

export interface AgentRecord {
  /** Attempts by how they ended. */
  ended: Partial<Record<RunState, number>>;
  tookMs: number;
}

/** What an agent did in this project is added up as it is written: to count a million rows for each frame is too slow. */
export function countRunsOf(
  db: Db,
  agent: string,
  {state, count, tookMs}: {state: RunState; count: number; tookMs: number},
): void {
  db.count(`runs.${state}.${agent}`, count);
  db.count(`runs.ms.${agent}`, tookMs);
}

export function readAgentRecords(db: Db): Map<string, AgentRecord> {
  const records = new Map<string, AgentRecord>();
  const rows = db
    .prepare<{name: string; value: number}>("SELECT name, value FROM counters WHERE name GLOB 'runs.*'")
    .all();
  for (const {name, value} of rows) {
    const [, what = '', agent = ''] = /^runs\.([^.]+)\.(.*)$/.exec(name) ?? [];
    const record = records.get(agent) ?? {ended: {}, tookMs: 0};
    if (what === 'ms') record.tookMs = value;
    else record.ended[what as RunState] = value;
    records.set(agent, record);
  }
  return records;
}

/** Ended attempts, those of the newest tasks first, a page at a time. */
export const listRunsBefore = (
  db: Db,
  before: Pick<Run, 'task' | 'attempt'>,
  {agent, since, limit}: {agent?: string; since?: number; limit: number},
): Run[] =>
  db
    .prepare<Run>(
      `SELECT * FROM runs WHERE (task, attempt) < (?, ?) AND endedAt >= ? ${agent === undefined ? '' : 'AND agent = ?'}
       ORDER BY task DESC, attempt DESC LIMIT ?`,
    )
    .all(before.task, before.attempt, since ?? 0, ...(agent === undefined ? [] : [agent]), limit);

/** Attempts that ended since, those of the newest tasks first. All of the table is looked at: nothing for a screen. */
export const listRunsSince = (db: Db, since: number): Run[] =>
  db.prepare<Run>('SELECT * FROM runs WHERE endedAt >= ? ORDER BY task DESC LIMIT 1000').all(since);
