import type {Db} from './db.js';

/** One thing that happened. `hash` covers the row and the hash before it, so an edit breaks every later row. */
export interface AuditEvent {
  id: number;
  at: number;
  /** 'task.added', 'lock.taken': the subject, a dot, what happened. */
  type: string;
  task: number | null;
  agent: string | null;
  /** Who caused it: 'user', 'engine', the name of a person or agent. */
  actor: string;
  /** JSON object. */
  data: string;
  hash: string;
}

export interface AuditFilter {
  since?: number;
  until?: number;
  type?: string;
  task?: number;
  agent?: string;
  text?: string;
  limit?: number;
}

export const readAuditHead = (db: Db): Pick<AuditEvent, 'id' | 'hash'> | undefined =>
  db.prepare<Pick<AuditEvent, 'id' | 'hash'>>('SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1').get();

/** So many rows a statement: to run one takes as long as to write half a row. */
const CHUNK = 10;

const insertSql = (rows: number): string =>
  `INSERT INTO audit(id, at, type, task, agent, actor, data, hash)
   VALUES ${Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`;
const INSERT_CHUNK = insertSql(CHUNK);
const INSERT_ONE = insertSql(1);

export function insertAuditEvents(db: Db, events: readonly AuditEvent[]): void {
  const chunked = events.length - (events.length % CHUNK);
  for (let from = 0; from < chunked; from += CHUNK) insertRows(db, INSERT_CHUNK, events, from, from + CHUNK);
  for (let from = chunked; from < events.length; from++) insertRows(db, INSERT_ONE, events, from, from + 1);
}

function insertRows(db: Db, sql: string, events: readonly AuditEvent[], from: number, to: number): void {
  const values: unknown[] = [];
  for (let i = from; i < to; i++) {
    const {id, at, type, task, agent, actor, data, hash} = events[i] as AuditEvent;
    values.push(id, at, type, task, agent, actor, data, hash);
  }
  db.prepare(sql).run(...values);
}

/** In the order they happened, a page at a time, so that a long trail never sits in memory. */
export const listAuditAfter = (db: Db, id: number, limit: number): AuditEvent[] =>
  db.prepare<AuditEvent>('SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?').all(id, limit);

/** The newest that match, oldest first. */
export function listAudit(db: Db, filter: AuditFilter): AuditEvent[] {
  const where: string[] = [];
  const values: unknown[] = [];
  const need = (sql: string, value: unknown): void => {
    where.push(sql);
    values.push(value);
  };
  if (filter.since !== undefined) need('at >= ?', filter.since);
  if (filter.until !== undefined) need('at <= ?', filter.until);
  if (filter.task !== undefined) need('task = ?', filter.task);
  if (filter.agent !== undefined) need('agent = ?', filter.agent);
  if (filter.type !== undefined) need("(type = ? OR type LIKE ? ESCAPE '\\')", filter.type);
  if (filter.type !== undefined) values.push(`${likeText(filter.type)}.%`);
  if (filter.text !== undefined)
    need("(data LIKE ? ESCAPE '\\' OR type LIKE ? ESCAPE '\\')", `%${likeText(filter.text)}%`);
  if (filter.text !== undefined) values.push(`%${likeText(filter.text)}%`);
  const sql = `SELECT * FROM audit ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY id DESC LIMIT ?`;
  return db
    .prepare<AuditEvent>(sql)
    .all(...values, filter.limit ?? 100)
    .reverse();
}

/** `%` and `_` in a user's text mean themselves. */
const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
