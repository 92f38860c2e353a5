import type Database from 'better-sqlite3';
import {backupTables} from './backup-tables.js';
import {OrkestraError} from './errors.js';
import {guardTables} from './guard-tables.js';
import type {Header} from './header.js';
import {keep} from './keep.js';
import {scanTables} from './scan-tables.js';

/**
 * The schema, as an append-only list: a step that has been released is never edited, only followed by another.
 * `user_version` in the file counts the steps it has had.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- What the queue asks all day long. One narrow row a task; the wordy rest is in taskDetails.
  CREATE TABLE tasks(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- OR, not IN: SQLite builds a table for each IN it checks, which doubled the cost of every change of state.
    state TEXT NOT NULL CHECK (state = 'running' OR state = 'done' OR state = 'ready' OR state = 'waiting' OR
      state = 'held' OR state = 'review' OR state = 'failed' OR state = 'cancelled'),
    title TEXT NOT NULL,
    priority INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 9),
    -- Claim order: the moment it was added plus a delay per priority step, so waiting makes a task more urgent.
    rank REAL NOT NULL,
    -- Not before this moment (a retry's backoff).
    readyAt INTEGER NOT NULL,
    depsLeft INTEGER NOT NULL DEFAULT 0 CHECK (depsLeft >= 0),
    attempt INTEGER NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    retries INTEGER NOT NULL CHECK (retries >= 0),
    files TEXT,
    agent TEXT,
    owner TEXT,
    leaseUntil INTEGER,
    -- The process that does the work, once it has started; it may outlive the owner.
    pid INTEGER,
    pidStartedAt TEXT,
    -- What keeps a ready task from being claimed: 'lock:<id>' or 'agent'. NULL = nothing.
    hindrance TEXT,
    why TEXT,
    -- Somebody asked to end the running attempt: 'cancel', 'hand-back' or 'retry'.
    stopRequest TEXT CHECK (stopRequest = 'cancel' OR stopRequest = 'hand-back' OR stopRequest = 'retry'),
    createdAt INTEGER NOT NULL,
    startedAt INTEGER,
    endedAt INTEGER,
    CHECK ((state = 'running') = (owner IS NOT NULL)),
    CHECK ((owner IS NULL) = (leaseUntil IS NULL))
  ) STRICT;
  CREATE INDEX tasksReady ON tasks(rank, id) WHERE state = 'ready' AND hindrance IS NULL;
  CREATE INDEX tasksHindered ON tasks(hindrance) WHERE hindrance IS NOT NULL;
  CREATE INDEX tasksDue ON tasks(readyAt) WHERE state = 'waiting' AND depsLeft = 0;
  CREATE INDEX tasksBlocked ON tasks(rank, id) WHERE state = 'waiting' AND depsLeft > 0;
  CREATE INDEX tasksRunning ON tasks(id) WHERE state = 'running';
  CREATE INDEX tasksHeld ON tasks(id) WHERE state = 'held';
  CREATE INDEX tasksInReview ON tasks(id) WHERE state = 'review';
  CREATE INDEX tasksFailed ON tasks(id) WHERE state = 'failed';
  CREATE INDEX tasksEnded ON tasks(endedAt) WHERE endedAt IS NOT NULL;

  CREATE TABLE taskDetails(
    id INTEGER PRIMARY KEY REFERENCES tasks(id) ON DELETE CASCADE,
    instructions TEXT,
    run TEXT,
    "check" TEXT,
    wantedAgent TEXT,
    skills TEXT,
    inputs TEXT,
    outputs TEXT,
    timeoutMs INTEGER,
    budget TEXT,
    workspace TEXT CHECK (workspace = 'shared' OR workspace = 'worktree'),
    review TEXT CHECK (review = 'none' OR review = 'human' OR review = 'vote'),
    node TEXT,
    category TEXT,
    sourceId TEXT,
    result TEXT
  ) STRICT;
  CREATE INDEX taskDetailsSource ON taskDetails(sourceId) WHERE sourceId IS NOT NULL;

  CREATE TABLE deps(
    needs INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
    task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind = 'hard' OR kind = 'soft'),
    PRIMARY KEY (needs, task),
    CHECK (needs <> task)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX depsByTask ON deps(task);

  -- One row per ended attempt; the one that runs is the task's own row.
  CREATE TABLE runs(
    task INTEGER NOT NULL REFERENCES tasks(id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'done' OR state = 'failed' OR state = 'cancelled' OR state = 'timed-out' OR
      state = 'handed-back' OR state = 'lost'),
    agent TEXT NOT NULL,
    owner TEXT NOT NULL,
    startedAt INTEGER NOT NULL,
    endedAt INTEGER NOT NULL,
    exitCode INTEGER,
    why TEXT,
    PRIMARY KEY (task, attempt)
  ) STRICT, WITHOUT ROWID;

  -- The lock directory is the truth; this mirror is what screens read.
  CREATE TABLE locks(
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'name', 'engine')),
    holder TEXT NOT NULL,
    task INTEGER,
    pid INTEGER,
    host TEXT NOT NULL,
    reason TEXT,
    fence INTEGER NOT NULL,
    takenAt INTEGER NOT NULL,
    leaseUntil INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX locksByTask ON locks(task) WHERE task IS NOT NULL;

  CREATE TABLE audit(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    task INTEGER,
    agent TEXT,
    actor TEXT NOT NULL,
    data TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX auditByTask ON audit(task) WHERE task IS NOT NULL;

  CREATE TABLE notifications(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('needs-you', 'done', 'info')),
    priority TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    title TEXT NOT NULL,
    message TEXT NOT NULL,
    task INTEGER,
    readAt INTEGER
  ) STRICT;
  CREATE INDEX notificationsUnread ON notifications(recipient, id) WHERE readAt IS NULL;

  -- Counting a million rows for each frame would cost 50 ms; each transaction adds what it changed here.
  CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL CHECK (value >= 0)) STRICT, WITHOUT ROWID;
  `,
  `
  -- What each agent did, added up from here on.
  INSERT INTO counters(name, value)
    SELECT 'runs.' || state || '.' || agent, count(*) FROM runs GROUP BY state, agent
    UNION ALL SELECT 'runs.ms.' || agent, sum(max(0, endedAt - startedAt)) FROM runs GROUP BY agent;
  `,
  `
  -- Long work that is no task. The rows of the open ones say who has which place.
  CREATE TABLE operations(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'timed-out', 'lost')),
    owner TEXT NOT NULL,
    askedAt INTEGER NOT NULL,
    startedAt INTEGER,
    endedAt INTEGER,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER,
    why TEXT
  ) STRICT;
  CREATE INDEX operationsOpen ON operations(id) WHERE endedAt IS NULL;
  `,
  `
  -- A notice may stand for many tasks that came to the same, one after the other.
  ALTER TABLE notifications ADD COLUMN about TEXT NOT NULL DEFAULT '';
  ALTER TABLE notifications ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
  CREATE INDEX notificationsNewest ON notifications(recipient, about, id);
  `,
  `
  -- What the last look at each agent told, and until when a vendor takes no more.
  CREATE TABLE agents(
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('ready', 'login', 'limited', 'unreachable', 'missing')),
    -- How it is reached: its program, its API, or another way.
    via TEXT NOT NULL,
    version TEXT,
    why TEXT,
    hint TEXT,
    latencyMs INTEGER,
    probedAt INTEGER NOT NULL,
    limitedUntil INTEGER,
    failuresInRow INTEGER NOT NULL DEFAULT 0,
    failedAt INTEGER,
    isPaused INTEGER NOT NULL DEFAULT 0 CHECK (isPaused = 0 OR isPaused = 1)
  ) STRICT;

  -- What the run of an agent took; the shell's runs have none.
  CREATE TABLE usages(
    task INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    agent TEXT NOT NULL,
    at INTEGER NOT NULL,
    session TEXT,
    model TEXT,
    version TEXT,
    inputTokens INTEGER,
    outputTokens INTEGER,
    -- NULL = the vendor did not say.
    costUsd REAL,
    PRIMARY KEY (task, attempt)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX usagesByAgent ON usages(agent, at);
  CREATE INDEX usagesByMoment ON usages(at);
  `,
  `
  -- What agents asked leave for. One that is pending counts only while its attempt runs.
  CREATE TABLE approvals(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    agent TEXT NOT NULL,
    tool TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT,
    root TEXT NOT NULL,
    notice INTEGER NOT NULL,
    askedAt INTEGER NOT NULL,
    until INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'allowed', 'denied', 'timed-out', 'gone')),
    scope TEXT CHECK (scope IN ('once', 'always')),
    answeredBy TEXT,
    answeredAt INTEGER,
    why TEXT
  ) STRICT;
  CREATE INDEX approvalsPending ON approvals(id) WHERE state = 'pending';
  CREATE INDEX approvalsBySubject ON approvals(subject, tool, agent);
  `,
  `
  -- The git worktree of a task. It outlives its task, whose branch may hold work that is nowhere else.
  CREATE TABLE workspaces(
    task INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('prepared', 'committed', 'conflict', 'merged', 'removed')),
    -- The attempt that works in it, or was the last to.
    attempt INTEGER NOT NULL,
    folder TEXT NOT NULL,
    prefix TEXT NOT NULL,
    branch TEXT NOT NULL,
    base TEXT NOT NULL,
    baseBranch TEXT,
    tip TEXT,
    mergeCommit TEXT,
    files INTEGER,
    added INTEGER,
    removed INTEGER,
    why TEXT,
    preparedAt INTEGER NOT NULL,
    changedAt INTEGER NOT NULL
  ) STRICT;
  `,
  `
  -- The calls of the last minute, for agents that may be called so many times a minute.
  CREATE TABLE calls(
    agent TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX callsByAgent ON calls(agent, at);
  `,
  backupTables,
  guardTables,
  scanTables,
];

/** 'orkestra' in SQLite's application_id: another program's database is refused, not migrated. */
const APPLICATION_ID = 0x6f726b61;

export const schemaVersion = steps.length;

/** Brings the file up to this program's schema, or refuses in words. Racing processes wait on the write lock. */
export function migrate(raw: Database.Database, file: string): void {
  if (version(raw) === schemaVersion) return;
  raw.exec('BEGIN IMMEDIATE');
  try {
    const had = version(raw);
    if (had > schemaVersion) throw newer(file, had);
    for (const step of steps.slice(had)) raw.exec(step);
    raw.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    raw.exec(`PRAGMA user_version = ${schemaVersion}`);
    raw.exec('COMMIT');
  } catch (error) {
    if (raw.inTransaction) raw.exec('ROLLBACK');
    throw error;
  }
}

const version = (raw: Database.Database): number => Number(keep(raw.prepare('PRAGMA user_version')).pluck().get());

/** Both are in the file itself from its first moment: see `make` in state/db. */
export function refuseHeader({applicationId, userVersion}: Header, file: string): void {
  if (applicationId !== APPLICATION_ID) {
    throw new OrkestraError('refused', `${file} is a database of another program; it was left untouched.`, {
      hint: 'Move it away, then run `orkestra init`.',
    });
  }
  if (userVersion > schemaVersion) throw newer(file, userVersion);
}

const newer = (file: string, had: number): OrkestraError =>
  new OrkestraError(
    'refused',
    `${file} was written by a newer orkestra (schema ${had}, this program knows ${schemaVersion}).`,
    {
      hint: 'Update orkestra, or open the project with the newer one.',
    },
  );
