import {showCompression, showDedup, timeLeftMs} from '../src/backups/ratios.js';
import {formatAge, formatBytes, formatDuration} from '../src/formats.js';
import {detailOf} from '../src/operations/detail.js';
import type {BackupRun} from '../state/backup-runs.js';
import type {Backup} from '../state/backups.js';
import type {OperationDetail, OperationRow} from '../state/operations.js';
import type {Overview} from '../state/overview.js';

export interface BackupRow {
  id: string;
  state: 'at work' | 'queued' | 'failed' | 'partial' | 'proven' | 'made';
  name: string;
  /** In ms since 1970, for sorting. */
  at: number;
  /** How long ago; nothing for what is at work. */
  when: string;
  what: string;
  size: number;
  /** Of the whole, from 0 to 1; -1 where it is not known or not at work. */
  share: number;
}

/** What is at work, what failed, and what there is, the newest first. */
export function backupRows({backups, at}: Pick<Overview, 'backups' | 'at'>): BackupRow[] {
  const failed = backups.runs.filter(({outcome}) => outcome === 'failed' || outcome === 'lost');
  return [
    ...backups.working.map(workingRow),
    ...failed.map((run) => failedRow(run, at)),
    ...backups.newest.map((backup) => madeRow(backup, backups.provenAt.has(backup.id), at)),
  ];
}

export const operationName = (id: number): string => `operation ${id}`;
export const runName = (schedule: string): string => `run ${schedule}`;

/** Whether a row is a backup, and not work or a failure. */
export const isBackupName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

function workingRow(row: OperationRow): BackupRow {
  const detail = detailOf(row);
  return {
    id: operationName(row.id),
    state: row.state === 'waiting' ? 'queued' : 'at work',
    name: row.kind === 'backup' ? row.subject : `${row.kind} ${row.subject}`,
    at: row.askedAt,
    when: '',
    what: detail ? paceWords(detail) : '',
    size: detail?.bytes ?? 0,
    share: shareOf(row),
  };
}

export function shareOf({done, total, state}: Pick<OperationRow, 'done' | 'total' | 'state'>): number {
  if (state === 'waiting' || total === null || total <= 0) return -1;
  return Math.min(1, done / total);
}

/** The most telling first: the rest is cut where room is scarce. */
function paceWords(detail: OperationDetail): string {
  const left = timeLeftMs(detail);
  const dedup = showDedup(detail);
  return [
    left === undefined ? '' : `${formatDuration(left)} left`,
    detail.bytesPerSecond ? `${formatBytes(detail.bytesPerSecond)}/s` : '',
    `${detail.files} files`,
    dedup === undefined ? '' : `dedup ${dedup}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

function failedRow({schedule, dueAt, endedAt, why}: BackupRun, now: number): BackupRow {
  const at = endedAt ?? dueAt;
  const words = why ?? 'it was cut off';
  return {
    id: runName(schedule),
    state: 'failed',
    name: schedule,
    at,
    when: formatAge(at, now),
    what: words,
    size: 0,
    share: -1,
  };
}

function madeRow(backup: Backup, isProven: boolean, now: number): BackupRow {
  return {
    id: backup.id,
    state: backup.errors > 0 ? 'partial' : isProven ? 'proven' : 'made',
    name: nameOfBackup(backup),
    at: backup.madeAt,
    when: formatAge(backup.madeAt, now),
    what: sizeWords(backup),
    size: backup.bytes ?? 0,
    share: -1,
  };
}

/** Its own name, or the folders; a guard is named after the task it was made for. */
export function nameOfBackup({name, kind, task, paths}: Backup): string {
  if (kind === 'guard' || kind === 'rollback') return task === null ? kind : `${kind} #${task}`;
  return name ?? paths.join(' ');
}

function sizeWords(backup: Backup): string {
  const {files, bytes, addedBytes, errors} = backup;
  const compression = showCompression(backup);
  return [
    errors > 0 ? `${errors} unread` : '',
    bytes === null ? '' : formatBytes(bytes),
    files === null ? '' : `${files} files`,
    addedBytes === null ? '' : `${formatBytes(addedBytes)} new`,
    compression === undefined ? '' : `packed ${compression}`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}
