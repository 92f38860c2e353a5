import {z} from 'zod';
import type {Backup} from '../../state/backups.js';
import type {ListedBackup} from './list-backups.js';
import {readMoment} from './retention/calendar.js';

const count = z.number().nonnegative().optional().catch(undefined);
const time = z.string().optional().catch(undefined);

/** What writers of today say of a backup they made, under the names restic gave it. */
const summary = z
  .object({
    backup_start: time,
    backup_end: time,
    total_files_processed: count,
    total_bytes_processed: count,
    data_added: count,
    data_added_packed: count,
  })
  .catch({});

type Figures = Pick<Backup, 'tookMs' | 'files' | 'folders' | 'bytes' | 'addedBytes' | 'storedBytes'>;

/** What a backup says of its own size; older writers say nothing. */
export function summaryOf({fields}: Pick<ListedBackup, 'fields'>): Figures {
  const said = summary.parse(fields.summary);
  const begun = readMoment(said.backup_start ?? '')?.at;
  const ended = readMoment(said.backup_end ?? '')?.at;
  return {
    tookMs: begun === undefined || ended === undefined ? null : ended - begun,
    files: said.total_files_processed ?? null,
    folders: null,
    bytes: said.total_bytes_processed ?? null,
    addedBytes: said.data_added ?? null,
    storedBytes: said.data_added_packed ?? null,
  };
}
