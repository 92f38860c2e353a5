/** A step of the schema: see migrations.ts. Once released it is never edited. */
export const guardTables = `
  -- What was kept before an attempt began to work in the project folder.
  CREATE TABLE guards(
    task INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    -- What the attempt may touch, as JSON: globs (none means all) and the paths that were backed up.
    scope TEXT NOT NULL,
    startedAt INTEGER NOT NULL,
    endedAt INTEGER,
    outcome TEXT CHECK (outcome IN ('kept', 'nothing', 'failed')),
    backup TEXT,
    why TEXT,
    PRIMARY KEY (task, attempt),
    CHECK ((endedAt IS NULL) = (outcome IS NULL)),
    CHECK ((outcome = 'kept') = (backup IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX guardsOpen ON guards(task, attempt) WHERE endedAt IS NULL;

  -- Work of an attempt that was put back, with what was there before, so that this can be taken back too.
  CREATE TABLE rollbacks(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    task INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    -- What was put back, and what that replaced; null where there was nothing.
    guard TEXT,
    backup TEXT,
    -- JSON list of path and what it was: changed, created or deleted by the attempt.
    entries TEXT NOT NULL,
    startedAt INTEGER NOT NULL,
    endedAt INTEGER,
    undoneAt INTEGER
  ) STRICT;
  CREATE INDEX rollbacksByTask ON rollbacks(task, id);

  -- The process that answers the moment, so that one that is gone is known.
  ALTER TABLE backupRuns ADD COLUMN owner TEXT;
`;
