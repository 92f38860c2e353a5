import type {Db} from './db.js';

/** What one run of an agent took, by the vendor's own numbers; NULL where it did not say. */
export interface Usage {
  task: number;
  attempt: number;
  agent: string;
  at: number;
  session: string | null;
  model: string | null;
  version: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
  costUsd: number | null;
}

export const insertUsage = (db: Db, usage: Usage): void =>
  void db
    .prepare(
      `INSERT OR REPLACE INTO usages(task, attempt, agent, at, session, model, version, inputTokens, outputTokens, costUsd)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      ...[usage.task, usage.attempt, usage.agent, usage.at, usage.session, usage.model, usage.version],
      ...[usage.inputTokens, usage.outputTokens, usage.costUsd],
    );

export const listUsages = (db: Db, task: number): Usage[] =>
  db.prepare<Usage>('SELECT * FROM usages WHERE task = ? ORDER BY attempt').all(task);

/** The session of an attempt, for the agent that can go on with it. */
export const readSession = (db: Db, task: number, agent: string, attempt: number): string | undefined =>
  db.value<string | null>(
    'SELECT session FROM usages WHERE task = ? AND attempt = ? AND agent = ?',
    task,
    attempt,
    agent,
  ) ?? undefined;
