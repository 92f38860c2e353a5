import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {type BackupFacts, makeBackup} from '../../../src/backups/make/make-backup.js';
import type {BackupRequest} from '../../../src/backups/make/request.js';
import type {Repository} from '../../../src/backups/repository/repository.js';
import {scratchPrefix} from '../../../src/backups/store/scratch.js';
import type {Store} from '../../../src/backups/store/store.js';
import {scratch} from '../../support/world.js';
import {filesIn, fillSource} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';
import {never, newRepository, processes, reopen} from '../make-backup.js';
import {restore} from '../restore/restore.js';

const request = (repository: Repository, path: string): BackupRequest => ({
  paths: [path],
  excludes: {usesIgnoreFiles: false, skipsCaches: false},
  never: () => [],
  isOneFileSystem: false,
  compression: 'auto',
  parent: undefined,
  scratchPrefix: scratchPrefix(repository.store.scratch, processes),
});

const facts: BackupFacts = {
  ...{startedAt: 1, host: 'here', user: 'me', uid: 0, gid: 0},
  ...{tags: ['name=test'], programVersion: 'orkestra'},
};

/** A repository of which the store does not do as it is asked. */
async function troubled(dir: string, trouble: (store: Store) => Partial<Store>): Promise<Repository> {
  const repository = await newRepository(dir);
  return Object.assign(repository, {store: {...repository.store, ...trouble(repository.store)}});
}

function makeSource(): {dir: string; source: string} {
  const dir = scratch();
  const source = join(dir, 'source');
  mkdirSync(source);
  fillSource(source, {small: 50, large: 4});
  return {dir, source};
}

describe('a backup whose store fails', () => {
  // S-10
  test.each([1, 2, 4])('at pack %s and is tried again has all that it names', async (failing) => {
    const {dir, source} = makeSource();
    let packs = 0;
    const repository = await troubled(dir, (store) => ({
      async adopt(kind, name, file) {
        if (kind === 'data' && ++packs === failing) throw new Error('the disk had a moment');
        await store.adopt(kind, name, file);
      },
    }));
    const work = makeBackup(repository, request(repository, source));
    await expect(work.compress(never())).rejects.toThrow('the disk had a moment');
    await work.compress(never());
    await work.store(facts);
    await restore(await reopen(dir), 'test', join(dir, 'out'));
    expect(compareTrees(source, join(dir, 'out', 'source'))).toEqual([]);
  });

  // S-10
  test('as the index is written lists the packs at the next try', async () => {
    const {dir, source} = makeSource();
    let isBroken = true;
    const repository = await troubled(dir, () => ({}));
    const {save} = repository;
    repository.save = (kind, plain) =>
      kind === 'index' && isBroken ? Promise.reject(new Error('the disk had a moment')) : save(kind, plain);
    const work = makeBackup(repository, request(repository, source));
    await work.compress(never());
    await expect(work.store(facts)).rejects.toThrow('the disk had a moment');
    isBroken = false;
    await work.store(facts);
    await restore(await reopen(dir), 'test', join(dir, 'out'));
    expect(compareTrees(source, join(dir, 'out', 'source'))).toEqual([]);
  });

  // S-11
  test('for good leaves nothing of itself when it is taken back', async () => {
    const {dir, source} = makeSource();
    const repository = await troubled(dir, () => ({}));
    const {save} = repository;
    repository.save = (kind, plain) =>
      kind === 'snapshots' ? Promise.reject(new Error('no more')) : save(kind, plain);
    const work = makeBackup(repository, request(repository, source));
    await work.compress(never());
    await expect(work.store(facts)).rejects.toThrow('no more');
    await work.takeBack(async () => true);
    for (const kind of ['data', 'index', 'snapshots', 'tmp'])
      expect(filesIn(join(dir, 'repository'), kind), kind).toEqual([]);
  });

  // S-11
  test('is not made known once it is being taken back, however slow its disk is', async () => {
    const {dir, source} = makeSource();
    const repository = await troubled(dir, () => ({}));
    const {save} = repository;
    let goOn = (): void => {};
    const slow = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    repository.save = async (kind, plain) => {
      if (kind === 'index') await slow;
      return save(kind, plain);
    };
    const work = makeBackup(repository, request(repository, source));
    await work.compress(never());
    const storing = work.store(facts);
    const takingBack = work.takeBack(async () => true);
    goOn();
    await expect(storing).rejects.toThrow('The backup was stopped.');
    await takingBack;
    for (const kind of ['data', 'index', 'snapshots', 'tmp'])
      expect(filesIn(join(dir, 'repository'), kind), kind).toEqual([]);
  });
});
