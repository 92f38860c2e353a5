import {type BackupRun, listLastRuns} from './backup-runs.js';
import {type Backup, countBackups, listBackups} from './backups.js';
import type {Db} from './db.js';
import {listOpenOperations, type OperationRow} from './operations.js';
import {type Proof, readLastProof, readProvenAt} from './proofs.js';

/** What a screen shows of backups at a glance. */
export interface BackupsOverview {
  /** The newest first. */
  newest: Backup[];
  count: number;
  /** Of those in `newest`: when each was last proven by a restore. */
  provenAt: ReadonlyMap<string, number>;
  /** Operations on backups that wait or run. */
  working: OperationRow[];
  lastProof: Proof | undefined;
  lastProvenAt: number | undefined;
  /** The newest run of each schedule. */
  runs: BackupRun[];
}

const kinds = ['backup', 'guard', 'restore', 'rollback', 'verify', 'proof', 'forget', 'prune'];

export function readBackupsOverview(db: Db, limit: number): BackupsOverview {
  const count = countBackups(db);
  const newest = count === 0 ? [] : listBackups(db, limit);
  return {
    newest,
    count,
    provenAt: new Map(newest.flatMap(({id}) => provenAt(db, id) ?? [])),
    working: listOpenOperations(db).filter(({kind}) => kinds.includes(kind)),
    lastProof: readLastProof(db),
    lastProvenAt: readProvenAt(db),
    runs: listLastRuns(db),
  };
}

function provenAt(db: Db, id: string): [string, number][] {
  const at = db.value<number | null>(
    `SELECT max(at) FROM proofs INDEXED BY proofsByBackup WHERE backup = ? AND outcome = 'proven'`,
    id,
  );
  return at === null || at === undefined ? [] : [[id, at]];
}
