import {backupLines, operationLines, runLines, stepLines} from '../components/backup-lines.js';
import type {Line} from '../components/page-lines.js';
import type {Theme} from '../components/theme.js';
import {listBackupRuns} from '../state/backup-runs.js';
import {type Backup, readBackup, readBackupOfOperation} from '../state/backups.js';
import type {Db} from '../state/db.js';
import {listSteps} from '../state/operation-steps.js';
import {type OperationRow, readOperation} from '../state/operations.js';
import {listProofs} from '../state/proofs.js';

const SHOWN_RUNS = 100;
const SHOWN_PROOFS = 20;

interface Asked {
  /** A backup, `operation 7`, or `run nightly`. */
  name: string;
  tab: string;
  now: number;
  theme: Theme;
}

/** The page of a row of the backups; an operation becomes the backup it made. */
export function backupPage(db: Db, {name, tab, now, theme}: Asked): Line[] {
  const schedule = /^run (.+)$/.exec(name)?.[1];
  if (schedule !== undefined)
    return tab === 'facts' ? runLines(listBackupRuns(db, schedule, SHOWN_RUNS), now, theme) : [];
  const {backup, operation} = find(db, name);
  if (tab === 'steps') return operation ? stepLines(listSteps(db, operation.id), now, theme) : [];
  if (tab === 'progress') return operation ? operationLines(operation, now, theme) : [];
  if (backup) return backupLines(backup, listProofs(db, backup.id, SHOWN_PROOFS), now);
  return operation ? operationLines(operation, now, theme) : ['It was forgotten, or is known no more.'];
}

function find(db: Db, name: string): {backup: Backup | undefined; operation: OperationRow | undefined} {
  const id = Number(/^operation (\d+)$/.exec(name)?.[1] ?? Number.NaN);
  const backup = Number.isNaN(id) ? readBackup(db, name) : readBackupOfOperation(db, id);
  const operation = Number.isNaN(id) ? (backup?.operation ?? undefined) : id;
  return {backup, operation: operation === undefined ? undefined : readOperation(db, operation)};
}
