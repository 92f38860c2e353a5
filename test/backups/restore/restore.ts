import {listBackups} from '../../../src/backups/list-backups.js';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {type RestoreOutcome, type RestoreRequest, restoreBackup} from '../../../src/backups/restore/restore.js';
import {selectBackup} from '../../../src/backups/select.js';
import {never, processes} from '../make-backup.js';

/** Restores a backup by its name, as the command does. */
export async function restore(
  repository: Repository,
  word: string,
  to: string,
  more: Partial<RestoreRequest> & {threads?: number; signal?: AbortSignal} = {},
): Promise<RestoreOutcome> {
  const {threads, signal = never(), ...request} = more;
  const backups = await listBackups(repository);
  return restoreBackup({repository, processes, signal, threads}, selectBackup(backups, word), {
    ...{to, isFullPath: false, only: [], exclude: [], overwrites: false, verifies: false},
    ...request,
  });
}
