/** A step of the schema: see migrations.ts. Once released it is never edited. */
export const scanTables = `
  -- What was found in a folder when it was last looked through.
  CREATE TABLE scans(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    path TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE scanned(
    scan INTEGER NOT NULL REFERENCES scans(id) ON DELETE CASCADE,
    -- Below the folder, in the bytes of the file system.
    path BLOB NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('file', 'folder', 'link', 'other')),
    bytes INTEGER NOT NULL,
    -- With the fractions a file system has.
    modifiedAt REAL NOT NULL,
    mode INTEGER NOT NULL,
    -- SHA-256 of the content, where that was asked for.
    hash TEXT,
    PRIMARY KEY (scan, path)
  ) STRICT, WITHOUT ROWID;
`;
