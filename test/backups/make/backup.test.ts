import {execFileSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {type BackupWork, makeBackup} from '../../../src/backups/make/make-backup.js';
import type {BackupRequest} from '../../../src/backups/make/request.js';
import {loadIndex} from '../../../src/backups/repository/load-index.js';
import {openRepository} from '../../../src/backups/repository/open.js';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {openFolder} from '../../../src/backups/store/folder.js';
import {scratchPrefix} from '../../../src/backups/store/scratch.js';
import {realProcesses} from '../../../src/processes.js';
import {scratch} from '../../support/world.js';
import {expectWhole} from '../../torture/prune-storm.js';
import {contentsOf} from '../contents.js';
import {makeHostileFolder} from '../hostile-names.js';
import {backupProject} from '../project.js';
import {hasRestic, PASSWORD, restic} from '../restic.js';

const processes = realProcesses();

async function open(dir: string): Promise<Repository> {
  const store = openFolder(join(dir, 'repository'), {processes, now: Date.now});
  await store.prepare();
  const repository = await openRepository(store, PASSWORD);
  await loadIndex(repository);
  return repository;
}

const request = (repository: Repository, path: string, more: Partial<BackupRequest> = {}): BackupRequest => ({
  paths: [path],
  excludes: {usesIgnoreFiles: false, skipsCaches: false},
  never: () => [],
  isOneFileSystem: false,
  compression: 'auto',
  parent: undefined,
  scratchPrefix: scratchPrefix(repository.store.scratch, processes),
  ...more,
});

const facts = {
  startedAt: Date.now(),
  host: hostname(),
  user: userInfo().username,
  uid: 0,
  gid: 0,
  tags: [],
  programVersion: 'orkestra',
};

async function backUp(repository: Repository, path: string, more: Partial<BackupRequest> = {}) {
  const work: BackupWork = makeBackup(repository, request(repository, path, more));
  await work.compress(new AbortController().signal);
  return {work, id: await work.store(facts)};
}

describe.skipIf(!hasRestic)('a backup beside restic', () => {
  test('restic finds no error in it and restores it to the byte', async () => {
    const dir = scratch();
    const folder = join(dir, 'folder');
    mkdirSync(folder);
    makeHostileFolder(folder);
    execFileSync('sh', [
      '-c',
      `head -c 30000000 /dev/urandom > ${folder}/random; yes text | head -c 20000000 > ${folder}/text`,
    ]);
    const call = (...args: string[]) => restic(join(dir, 'repository'), args);
    await call('init');
    const {work, id} = await backUp(await open(dir), folder);
    expect(work.news.problems).toEqual([]);
    expect(await call('check', '--read-data')).toContain('no errors were found');
    await call('restore', id, '--target', join(dir, 'out'));
    execFileSync('diff', ['-r', '--no-dereference', '-x', 'pipe', '-x', 'bad link', folder, join(dir, 'out', folder)]);

    const said = JSON.parse((await call('backup', '--json', folder)).split('\n').at(-1) ?? '');
    expect(said).toMatchObject({files_new: 0, files_changed: 0, data_blobs: 0});

    const again = await backUp(await open(dir), folder);
    expect(again.work.added).toMatchObject({dataBlobs: 0});
    expect(await call('check', '--read-data')).toContain('no errors were found');
  });

  test('of a file with the very bytes of a folder holds both', async () => {
    const project = await backupProject();
    project.put('some/file', 'words');
    const {id} = await project.backUp();
    const {tree} = JSON.parse(await project.restic('cat', 'snapshot', id)) as {tree: string};
    project.put('a folder as a file', `${await project.restic('cat', 'blob', tree)}\n`);
    const again = await project.backUp();
    await expectWhole(project, new Map([[again.id, contentsOf(project.folder)]]), 'one id, two kinds');
  });
});
