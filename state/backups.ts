import type {Db} from './db.js';

export type BackupKind = 'made' | 'guard' | 'rollback' | 'foreign';

/** What is known of a backup without asking the repository. What another program made tells less of itself. */
export interface Backup {
  /** The repository's own name for it: 64 hexadecimal digits. */
  id: string;
  name: string | null;
  host: string;
  paths: readonly string[];
  tags: readonly string[];
  madeAt: number;
  tookMs: number | null;
  files: number | null;
  folders: number | null;
  bytes: number | null;
  /** Of these bytes, those no backup had before. */
  addedBytes: number | null;
  /** What they take in the repository. */
  storedBytes: number | null;
  /** Files that could not be read. */
  errors: number;
  parent: string | null;
  kind: BackupKind;
  operation: number | null;
  task: number | null;
}

type Row = Omit<Backup, 'paths' | 'tags'> & {paths: string; tags: string};

const backupOf = (row: Row): Backup => ({...row, paths: JSON.parse(row.paths), tags: JSON.parse(row.tags)});

/** What is told anew replaces what was known. */
export const writeBackup = (db: Db, backup: Backup): void =>
  void db
    .prepare(
      `INSERT OR REPLACE INTO backups(id, name, host, paths, tags, madeAt, tookMs, files, folders, bytes, addedBytes,
         storedBytes, errors, parent, kind, operation, task)
       VALUES (@id, @name, @host, @paths, @tags, @madeAt, @tookMs, @files, @folders, @bytes, @addedBytes,
         @storedBytes, @errors, @parent, @kind, @operation, @task)`,
    )
    .run({...backup, paths: JSON.stringify(backup.paths), tags: JSON.stringify(backup.tags)});

export const dropBackup = (db: Db, id: string): boolean =>
  db.prepare('DELETE FROM backups WHERE id = ?').run(id).changes === 1;

/** The newest first. */
export const listBackups = (db: Db, limit: number): Backup[] =>
  db.prepare<Row>('SELECT * FROM backups ORDER BY madeAt DESC, id LIMIT ?').all(limit).map(backupOf);

export const listBackupIds = (db: Db): string[] =>
  db
    .prepare<{id: string}>('SELECT id FROM backups ORDER BY madeAt')
    .all()
    .map(({id}) => id);

export function readBackup(db: Db, id: string): Backup | undefined {
  const row = db.prepare<Row>('SELECT * FROM backups WHERE id = ?').get(id);
  return row && backupOf(row);
}

/** The newest of exactly these paths. */
export function readBackupOfPaths(db: Db, paths: readonly string[]): Backup | undefined {
  const row = db
    .prepare<Row>('SELECT * FROM backups WHERE paths = ? ORDER BY madeAt DESC LIMIT 1')
    .get(JSON.stringify(paths));
  return row && backupOf(row);
}

export function readBackupOfOperation(db: Db, operation: number): Backup | undefined {
  const row = db.prepare<Row>('SELECT * FROM backups WHERE operation = ? ORDER BY madeAt DESC LIMIT 1').get(operation);
  return row && backupOf(row);
}

/** What was kept before this task worked, the newest first. */
export const listBackupsOfTask = (db: Db, task: number): Backup[] =>
  db
    .prepare<Row>('SELECT * FROM backups INDEXED BY backupsByTask WHERE task = ? ORDER BY madeAt DESC, id')
    .all(task)
    .map(backupOf);

export const countBackups = (db: Db): number => db.value('SELECT count(*) FROM backups') ?? 0;
