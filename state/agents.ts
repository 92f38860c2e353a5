import type {Db} from './db.js';

export type AgentState = 'ready' | 'login' | 'limited' | 'unreachable' | 'missing';

/** What the last look at an agent told, and what became of its work since. */
export interface AgentRow {
  name: string;
  state: AgentState;
  via: string;
  version: string | null;
  why: string | null;
  hint: string | null;
  latencyMs: number | null;
  probedAt: number;
  limitedUntil: number | null;
  failuresInRow: number;
  failedAt: number | null;
  isPaused: 0 | 1;
}

export type Look = Omit<AgentRow, 'limitedUntil' | 'failuresInRow' | 'failedAt' | 'isPaused'>;

export const listAgentRows = (db: Db): AgentRow[] => db.prepare<AgentRow>('SELECT * FROM agents ORDER BY name').all();

export const readAgentRow = (db: Db, name: string): AgentRow | undefined =>
  db.prepare<AgentRow>('SELECT * FROM agents WHERE name = ?').get(name);

/** A look does not undo what a vendor or a person said. */
export const writeLook = (db: Db, look: Look): void =>
  void db
    .prepare(
      `INSERT INTO agents(name, state, via, version, why, hint, latencyMs, probedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT(name) DO UPDATE SET state = excluded.state, via = excluded.via, version = excluded.version,
         why = excluded.why, hint = excluded.hint, latencyMs = excluded.latencyMs, probedAt = excluded.probedAt`,
    )
    .run(...[look.name, look.state, look.via, look.version, look.why, look.hint, look.latencyMs, look.probedAt]);

export const dropAgent = (db: Db, name: string): void => void db.prepare('DELETE FROM agents WHERE name = ?').run(name);

export const limitAgent = (db: Db, name: string, until: number): void =>
  void db.prepare('UPDATE agents SET limitedUntil = ? WHERE name = ?').run(until, name);

export const refuseAgent = (db: Db, name: string, why: string): void =>
  void db.prepare(`UPDATE agents SET state = 'login', why = ? WHERE name = ?`).run(why, name);

export const countSuccess = (db: Db, name: string): void =>
  void db.prepare('UPDATE agents SET failuresInRow = 0 WHERE name = ?').run(name);

export const countFailure = (db: Db, name: string, at: number): void =>
  void db.prepare('UPDATE agents SET failuresInRow = failuresInRow + 1, failedAt = ? WHERE name = ?').run(at, name);

export const pauseAgent = (db: Db, name: string, isPaused: boolean): boolean =>
  db.prepare('UPDATE agents SET isPaused = ? WHERE name = ?').run(isPaused ? 1 : 0, name).changes === 1;
