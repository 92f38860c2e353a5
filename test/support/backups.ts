import {endBackupRun, startBackupRun} from '../../state/backup-runs.js';
import {type Backup, writeBackup} from '../../state/backups.js';
import type {Db} from '../../state/db.js';
import {endStep, startStep} from '../../state/operation-steps.js';
import {insertOperation, startOperation, writeProgress} from '../../state/operations.js';
import {insertProof} from '../../state/proofs.js';
import {write} from '../../state/write.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A name as a repository gives it. */
export const backupId = (letter: string): string => letter.repeat(64);

const some: Omit<Backup, 'id' | 'madeAt'> = {
  name: 'nightly',
  host: 'here',
  paths: ['/srv/shop'],
  tags: [],
  tookMs: 2300,
  files: 412,
  folders: 31,
  bytes: 38_400_000,
  addedBytes: 3_100_000,
  storedBytes: 900_000,
  errors: 0,
  parent: null,
  kind: 'made',
  operation: null,
  task: null,
};

/** What screens read of backups: three of them, one at work, one schedule that failed. */
export function plantBackups(db: Db, owner: string, now: number): {operation: number} {
  return write(db, () => {
    writeBackup(db, {...some, id: backupId('a'), madeAt: now - 10 * MINUTE_MS});
    writeBackup(db, {...some, id: backupId('b'), madeAt: now - 26 * HOUR_MS, kind: 'guard', task: 4, name: null});
    writeBackup(db, {...some, id: backupId('c'), madeAt: now - 50 * HOUR_MS, errors: 2});
    insertProof(db, {
      backup: backupId('a'),
      at: now - 3 * MINUTE_MS,
      tookMs: 800,
      files: 50,
      bytes: 4_000_000,
      outcome: 'proven',
      why: null,
    });
    const operation = insertOperation(db, {kind: 'guard', subject: '#17', owner, askedAt: now - 9000});
    startOperation(db, operation, now - 8000);
    writeProgress(db, operation, {
      done: 81,
      total: 100,
      detail: {
        files: 412,
        filesTotal: 509,
        bytes: 324_000_000,
        bytesTotal: 400_000_000,
        addedBytes: 26_000_000,
        storedBytes: 9_000_000,
        bytesPerSecond: 38_000_000,
        file: 'src/index.html',
      },
    });
    const place = startStep(db, {operation, name: 'scan', startedAt: now - 8000});
    endStep(db, {operation, place, endedAt: now - 7000, outcome: 'done', tries: 2, why: null});
    startStep(db, {operation, name: 'store', startedAt: now - 7000});
    const run = {schedule: 'source', dueAt: now - 2 * HOUR_MS, startedAt: now - 2 * HOUR_MS};
    startBackupRun(db, run);
    endBackupRun(db, {
      ...run,
      endedAt: now - 2 * HOUR_MS + 900,
      outcome: 'failed',
      backup: null,
      operation: null,
      why: 'The disk is full.',
    });
    return {operation};
  });
}
