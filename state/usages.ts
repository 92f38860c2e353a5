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

/** Written while the run goes on as well, so that a budget shared by several runs is known to all. */
export const writeUsage = (db: Db, usage: Usage): void =>
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

export interface Spent {
  usd: number;
  tokens: number;
}

const SUMS = `coalesce(sum(costUsd), 0) AS usd, coalesce(sum(coalesce(inputTokens, 0) + coalesce(outputTokens, 0)), 0) AS tokens`;

export const spentOnTask = (db: Db, task: number): Spent =>
  db.prepare<Spent>(`SELECT ${SUMS} FROM usages WHERE task = ?`).get(task) ?? {usd: 0, tokens: 0};

export const spentByAgents = (db: Db, since: number): Map<string, Spent> =>
  new Map(
    db
      .prepare<Spent & {agent: string}>(
        `SELECT agent, ${SUMS} FROM usages INDEXED BY usagesByMoment WHERE at >= ? GROUP BY agent`,
      )
      .all(since)
      .map(({agent, ...spent}) => [agent, spent]),
  );

export const readNewestUsageAt = (db: Db): number | undefined =>
  db.value<number | null>('SELECT max(at) FROM usages INDEXED BY usagesByMoment') ?? undefined;

/** All that an agent took in this project. */
export interface AgentUsage {
  runs: number;
  inputTokens: number;
  outputTokens: number;
  /** Of those runs whose vendor told what they cost. */
  pricedRuns: number;
  costUsd: number;
}

const MICRO = 1_000_000;

/** Added up as it is written, once for each run that ended. */
export function countUsage(db: Db, {agent, inputTokens, outputTokens, costUsd}: Usage): void {
  db.count(`usage.runs.${agent}`, 1);
  db.count(`usage.input.${agent}`, inputTokens ?? 0);
  db.count(`usage.output.${agent}`, outputTokens ?? 0);
  if (costUsd === null) return;
  db.count(`usage.priced.${agent}`, 1);
  db.count(`usage.micros.${agent}`, Math.round(costUsd * MICRO));
}

export const NO_USAGE: AgentUsage = {runs: 0, inputTokens: 0, outputTokens: 0, pricedRuns: 0, costUsd: 0};

export function readAgentUsages(db: Db): Map<string, AgentUsage> {
  const usages = new Map<string, AgentUsage>();
  const rows = db
    .prepare<{name: string; value: number}>("SELECT name, value FROM counters WHERE name GLOB 'usage.*'")
    .all();
  for (const {name, value} of rows) {
    const [, what = '', agent = ''] = /^usage\.([^.]+)\.(.*)$/.exec(name) ?? [];
    const usage = usages.get(agent) ?? {...NO_USAGE};
    usages.set(agent, usage);
    if (what === 'runs') usage.runs = value;
    if (what === 'input') usage.inputTokens = value;
    if (what === 'output') usage.outputTokens = value;
    if (what === 'priced') usage.pricedRuns = value;
    if (what === 'micros') usage.costUsd = value / MICRO;
  }
  return usages;
}

/** How long the newest runs of an agent took, in ms. */
export const listDurations = (db: Db, agent: string, most: number): number[] =>
  db
    .prepare<{ms: number}>(
      `SELECT runs.endedAt - runs.startedAt AS ms FROM usages JOIN runs USING (task, attempt)
       WHERE usages.agent = ? ORDER BY usages.at DESC LIMIT ?`,
    )
    .all(agent, most)
    .map(({ms}) => ms);

export const readLastUsage = (db: Db, agent: string): Usage | undefined =>
  db.prepare<Usage>('SELECT * FROM usages WHERE agent = ? ORDER BY at DESC LIMIT 1').get(agent);
