import {OrkestraError} from '../../state/errors.js';
import {nameIn, withoutName} from './backup-name.js';
import {type BackupFile, readBackupFile} from './format/backup-file.js';
import type {Repository} from './repository/repository.js';

/** A backup as the repository has it. */
export interface ListedBackup extends Omit<BackupFile, 'tags'> {
  id: string;
  name: string | undefined;
  /** Without the name. */
  tags: string[];
}

const AT_ONCE = 16;

/** The newest first. What cannot be read is handed to `onDamage`, which may throw. */
export async function listBackups(
  repository: Repository,
  onDamage: (error: OrkestraError, id: string) => void = (error) => {
    throw error;
  },
): Promise<ListedBackup[]> {
  const names = (await repository.store.list('snapshots')).map(({name}) => name);
  const backups: ListedBackup[] = [];
  const next = async (): Promise<void> => {
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const backup = await readOne(repository, name, onDamage);
      if (backup) backups.push(backup);
    }
  };
  await Promise.all(Array.from({length: AT_ONCE}, next));
  return backups.sort((a, b) => b.madeAt - a.madeAt || a.id.localeCompare(b.id));
}

/** One that is gone since it was listed was forgotten by somebody, which is no damage. */
async function readOne(
  repository: Repository,
  id: string,
  onDamage: (error: OrkestraError, id: string) => void,
): Promise<ListedBackup | undefined> {
  try {
    const file = readBackupFile(await repository.load('snapshots', id), id);
    return {...file, id, name: nameIn(file.tags), tags: withoutName(file.tags)};
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    if (error.code === 'corrupt') onDamage(error, id);
    else if (error.code !== 'not-found') throw error;
    return undefined;
  }
}
