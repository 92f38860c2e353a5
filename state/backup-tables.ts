/** A step of the schema: see migrations.ts. Once released it is never edited. */
export const backupTables = `
  -- What the repository of backups holds and what was told of it; the repository itself is the truth.
  CREATE TABLE backups(
    id TEXT PRIMARY KEY,
    name TEXT,
    host TEXT NOT NULL,
    paths TEXT NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    madeAt INTEGER NOT NULL,
    tookMs INTEGER,
    files INTEGER,
    folders INTEGER,
    bytes INTEGER,
    -- Of these bytes, those no backup had before; and what they take in the repository.
    addedBytes INTEGER,
    storedBytes INTEGER,
    -- Files that could not be read.
    errors INTEGER NOT NULL DEFAULT 0,
    parent TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('made', 'guard', 'rollback', 'foreign')),
    operation INTEGER,
    task INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX backupsByMoment ON backups(madeAt);
  CREATE INDEX backupsByOperation ON backups(operation) WHERE operation IS NOT NULL;
  CREATE INDEX backupsByTask ON backups(task) WHERE task IS NOT NULL;

  -- That a backup was really restored and compared.
  CREATE TABLE proofs(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    backup TEXT NOT NULL,
    at INTEGER NOT NULL,
    tookMs INTEGER NOT NULL,
    files INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('proven', 'failed')),
    why TEXT
  ) STRICT;
  CREATE INDEX proofsByBackup ON proofs(backup, id);
  CREATE INDEX proofsProven ON proofs(at) WHERE outcome = 'proven';

  -- One row for each moment a schedule came due, so that no two processes answer the same one.
  CREATE TABLE backupRuns(
    schedule TEXT NOT NULL,
    dueAt INTEGER NOT NULL,
    startedAt INTEGER NOT NULL,
    endedAt INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'failed', 'lost')),
    backup TEXT,
    operation INTEGER,
    why TEXT,
    PRIMARY KEY (schedule, dueAt),
    CHECK ((endedAt IS NULL) = (outcome IS NULL))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE operationSteps(
    operation INTEGER NOT NULL,
    -- From 1, in the order they began.
    place INTEGER NOT NULL,
    name TEXT NOT NULL,
    startedAt INTEGER NOT NULL,
    endedAt INTEGER,
    outcome TEXT CHECK (outcome IN ('done', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0,
    why TEXT,
    PRIMARY KEY (operation, place),
    CHECK ((endedAt IS NULL) = (outcome IS NULL))
  ) STRICT, WITHOUT ROWID;

  -- What an operation tells of itself while it goes on, as JSON.
  ALTER TABLE operations ADD COLUMN detail TEXT;
`;
