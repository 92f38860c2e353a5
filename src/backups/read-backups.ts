import {OrkestraError} from '../../state/errors.js';
import {type BackupFile, readBackupFile} from './format/backup-file.js';
import type {Repository} from './repository/repository.js';

export interface NamedBackup extends BackupFile {
  id: string;
  /** What it was called when it was made, if it was. */
  name: string | undefined;
}

export interface ReadBackups {
  /** The oldest first. */
  backups: NamedBackup[];
  damaged: {id: string; why: string}[];
}

const TAG = 'name=';
const AT_ONCE = 8;

/** Repositories of others have tags as well; one that begins with this is a name. */
export const nameOf = ({tags}: Pick<BackupFile, 'tags'>): string | undefined =>
  tags.find((tag) => tag.startsWith(TAG))?.slice(TAG.length);

/** All backups of a repository. One that is damaged is told and does not hide the others. */
export async function readBackups(repository: Repository): Promise<ReadBackups> {
  const ids = (await repository.store.list('snapshots')).map(({name}) => name).sort();
  const read: ReadBackups = {backups: [], damaged: []};
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => readOne(repository, id, read)));
  }
  read.backups.sort((a, b) => a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1));
  return read;
}

async function readOne(repository: Repository, id: string, read: ReadBackups): Promise<void> {
  try {
    const file = readBackupFile(await repository.load('snapshots', id), id);
    read.backups.push({...file, id, name: nameOf(file)});
  } catch (error) {
    if (!(error instanceof OrkestraError) || !['corrupt', 'not-found'].includes(error.code)) throw error;
    // One that another process removed meanwhile is no damage.
    if (error.code === 'corrupt') read.damaged.push({id, why: error.message});
  }
}
