import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import {makeBackup} from '../../src/backups/make/make-backup.js';
import type {BackupRequest} from '../../src/backups/make/request.js';
import {createRepository} from '../../src/backups/repository/create.js';
import {loadIndex} from '../../src/backups/repository/load-index.js';
import {openRepository} from '../../src/backups/repository/open.js';
import type {Repository} from '../../src/backups/repository/repository.js';
import {openFolder} from '../../src/backups/store/folder.js';
import {scratchPrefix} from '../../src/backups/store/scratch.js';
import {realProcesses} from '../../src/processes.js';
import {PASSWORD} from './restic.js';

export const processes = realProcesses();
export const never = (): AbortSignal => new AbortController().signal;
/** Trying a password takes long on purpose; not here. */
const CHEAP = {N: 1024, r: 8, p: 1};

const storeIn = (dir: string) => openFolder(join(dir, 'repository'), {processes, now: Date.now});

/** An empty repository in `repository` below the folder. */
export async function newRepository(dir: string): Promise<Repository> {
  const options = {host: hostname(), user: userInfo().username, now: Date.now(), cost: CHEAP};
  const repository = await createRepository(storeIn(dir), PASSWORD, options);
  await repository.store.prepare();
  return repository;
}

/** The one that is there, as the next process sees it. */
export async function reopen(dir: string): Promise<Repository> {
  const store = storeIn(dir);
  await store.prepare();
  const repository = await openRepository(store, PASSWORD);
  await loadIndex(repository);
  return repository;
}

/** Backs up these paths (in bytes) and returns the id. */
export async function backUp(
  repository: Repository,
  paths: readonly string[],
  {name, ...more}: Partial<BackupRequest> & {name?: string} = {},
): Promise<string> {
  const work = makeBackup(repository, {
    paths,
    excludes: {usesIgnoreFiles: false, skipsCaches: false},
    never: () => [],
    isOneFileSystem: false,
    compression: 'auto',
    parent: undefined,
    scratchPrefix: scratchPrefix(repository.store.scratch, processes),
    ...more,
  });
  await work.compress(never());
  return work.store({
    startedAt: Date.now(),
    host: hostname(),
    user: userInfo().username,
    uid: 0,
    gid: 0,
    tags: name === undefined ? [] : [`name=${name}`],
    programVersion: 'orkestra',
  });
}
