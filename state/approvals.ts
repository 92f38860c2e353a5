import type {Db} from './db.js';

export type ApprovalState = 'pending' | 'allowed' | 'denied' | 'timed-out' | 'gone';

/** What an agent asked leave for, and what became of it. */
export interface Approval {
  id: number;
  task: number;
  attempt: number;
  agent: string;
  tool: string;
  subject: string;
  detail: string | null;
  /** The folder it works in. */
  root: string;
  /** The notice that tells of it. */
  notice: number;
  askedAt: number;
  /** Denied when nobody has answered by then. */
  until: number;
  state: ApprovalState;
  scope: 'once' | 'always' | null;
  answeredBy: string | null;
  answeredAt: number | null;
  why: string | null;
}

export type NewApproval = Omit<Approval, 'id' | 'state' | 'scope' | 'answeredBy' | 'answeredAt' | 'why'>;
export type Asked = Pick<Approval, 'agent' | 'tool' | 'subject'>;

export const insertApproval = (db: Db, row: NewApproval): number =>
  Number(
    db
      .prepare(
        `INSERT INTO approvals(task, attempt, agent, tool, subject, detail, root, notice, askedAt, until, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')`,
      )
      .run(
        ...[row.task, row.attempt, row.agent, row.tool, row.subject, row.detail],
        ...[row.root, row.notice, row.askedAt, row.until],
      ).lastInsertRowid,
  );

export const readApproval = (db: Db, id: number): Approval | undefined =>
  db.prepare<Approval>('SELECT * FROM approvals WHERE id = ?').get(id);

const IS_ALIVE = `EXISTS (SELECT 1 FROM tasks WHERE tasks.id = approvals.task AND tasks.state = 'running'
                                             AND tasks.attempt = approvals.attempt)`;

/** Those that wait for an answer somebody could still use, the oldest first. */
export const listAsking = (db: Db, limit: number): Approval[] =>
  db
    .prepare<Approval>(
      `SELECT * FROM approvals INDEXED BY approvalsPending WHERE state = 'pending' AND ${IS_ALIVE} ORDER BY id LIMIT ?`,
    )
    .all(limit);

/** Those that nobody waits for any more: the attempt that asked is over. */
export const listForlorn = (db: Db): Approval[] =>
  db
    .prepare<Approval>(
      `SELECT * FROM approvals INDEXED BY approvalsPending WHERE state = 'pending' AND NOT ${IS_ALIVE} ORDER BY id`,
    )
    .all();

/** The newest, oldest first. */
export const listApprovals = (db: Db, limit: number): Approval[] =>
  db.prepare<Approval>('SELECT * FROM approvals ORDER BY id DESC LIMIT ?').all(limit).reverse();

/** What was decided before for the same, by whichever agent, the newest first. */
export const listSame = (db: Db, {id, tool, subject}: Pick<Approval, 'id' | 'tool' | 'subject'>, limit: number) =>
  db
    .prepare<Approval>(
      `SELECT * FROM approvals INDEXED BY approvalsBySubject WHERE subject = ? AND tool = ? AND id <> ? AND state <> 'pending'
       ORDER BY id DESC LIMIT ?`,
    )
    .all(subject, tool, id, limit);

/** What needs no asking any more. */
export const listAlways = (db: Db): Approval[] =>
  db.prepare<Approval>(`SELECT * FROM approvals WHERE state = 'allowed' AND scope = 'always' ORDER BY id`).all();

export const findAlways = (db: Db, {agent, tool, subject}: Asked): Approval | undefined =>
  db
    .prepare<Approval>(
      `SELECT * FROM approvals INDEXED BY approvalsBySubject
       WHERE subject = ? AND tool = ? AND agent = ? AND state = 'allowed' AND scope = 'always' LIMIT 1`,
    )
    .get(subject, tool, agent);

/** From now on it is asked again; what was allowed stays on record. */
export const dropAlways = (db: Db, {agent, tool, subject}: Asked): number =>
  db
    .prepare(`UPDATE approvals SET scope = 'once' WHERE subject = ? AND tool = ? AND agent = ? AND scope = 'always'`)
    .run(subject, tool, agent).changes;

export type Answer = Pick<Approval, 'scope' | 'answeredBy' | 'why'> & {
  state: Exclude<ApprovalState, 'pending'>;
  answeredAt: number;
};

/** False when it has an answer already: the first one counts. */
export const answerApproval = (db: Db, id: number, {state, scope, answeredBy, answeredAt, why}: Answer): boolean =>
  db
    .prepare(
      `UPDATE approvals SET state = ?, scope = ?, answeredBy = ?, answeredAt = ?, why = ?
       WHERE id = ? AND state = 'pending'`,
    )
    .run(state, scope, answeredBy, answeredAt, why, id).changes === 1;

/** Whether this attempt is still being worked on. */
export const isAttemptRunning = (db: Db, task: number, attempt: number): boolean =>
  db.value(`SELECT 1 FROM tasks WHERE id = ? AND attempt = ? AND state = 'running'`, task, attempt) === 1;
