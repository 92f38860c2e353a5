import {execFileSync} from 'node:child_process';
import {chmodSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {PruneOrder} from '../../../src/backups/prune/look.js';
import {PACK_BYTES, prune, tryPrune} from '../../../src/backups/prune/prune.js';
import {whileLocked} from '../../../src/backups/repository/locks.js';
import {lockRequest, openProjectRepository} from '../../../src/backups/repository/of-project.js';
import {listSteps} from '../../../state/operation-steps.js';
import {readOperation} from '../../../state/operations.js';
import {dice} from '../../support/random.js';
import {thrownBy} from '../../support/thrown.js';
import {expectWhole, stock} from '../../torture/prune-storm.js';
import {contentsOf} from '../contents.js';
import {type BackupProject, backupProject, noise} from '../project.js';
import {hasRestic} from '../restic.js';

const all: PruneOrder = {mostUnused: {bytes: 0}, repacksSmall: false, packBytes: PACK_BYTES, isRepair: false};

const filesIn = (folder: string): string[] =>
  readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const everything = ({where}: BackupProject): string[] => filesIn(where).sort();

const forgetFile = ({where}: BackupProject, id: string): void => unlinkSync(join(where, 'snapshots', id));

/** One bit is another. */
function spoil(file: string, at = 20): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
}

/** Two backups; what only the first has is forgotten. */
async function halfForgotten(): Promise<{project: BackupProject; kept: string; gone: string}> {
  const project = await backupProject();
  const random = dice(7);
  for (let n = 0; n < 30; n++) project.put(`old/${n}`, noise(40_000, random));
  for (let n = 0; n < 30; n++) project.put(`both/${n}`, noise(40_000, random));
  const first = await project.backUp({name: 'one'});
  rmSync(join(project.folder, 'old'), {recursive: true});
  project.put('new', noise(100_000, random));
  const second = await project.backUp({name: 'two'});
  forgetFile(project, first.id);
  return {project, kept: second.id, gone: first.id};
}

describe.skipIf(!hasRestic)('a prune', () => {
  test('frees only what no backup needs, and restic finds nothing wrong and nothing more to free', async () => {
    // S-21
    const {project, kept} = await halfForgotten();
    const asked = await tryPrune(project.world, all, project);
    expect(asked).toMatchObject({isDry: true, backups: 1, packs: {missing: 0}});
    expect(asked.freedBytes).toBeGreaterThan(30 * 40_000);
    const done = await prune(project.world, all, project);
    const {made} = done.packs;
    expect(done).toEqual({
      ...{...asked, isDry: false, operation: done.operation, tookMs: done.tookMs},
      packs: {...asked.packs, made},
    });
    expect(listSteps(project.world.db, done.operation ?? 0).map(({name, outcome}) => [name, outcome])).toEqual(
      ['look', 'repack', 'list', 'remove', 'verify'].map((name) => [name, 'done']),
    );
    await expectWhole(project, new Map([[kept, contentsOf(project.folder)]]), 'after a prune');
    const out = join(project.world.paths.root, 'out');
    await project.restic('restore', kept, '--target', out);
    execFileSync('diff', ['-r', project.folder, join(out, project.folder)]);
    expect(await project.restic('prune', '--dry-run', '--max-unused', '0')).toMatch(/to delete: +0 blobs/);
    const again = await tryPrune(project.world, all, project);
    expect(again).toMatchObject({freedBytes: 0, packs: {repacked: 0, removed: 0, orphans: 0}});
  });

  test('leaves waste where taking it out is not worth it', async () => {
    const {project} = await halfForgotten();
    const asked = await tryPrune(project.world, {...all, mostUnused: {share: 0.9}}, project);
    expect(asked.packs.repacked).toBe(0);
    expect(asked.unusedBytes).toBeGreaterThan(0);
  });

  test('changes nothing when it is only asked', async () => {
    const {project} = await halfForgotten();
    const before = everything(project);
    await tryPrune(project.world, all, project);
    expect(everything(project)).toEqual(before);
  });

  test('puts small packs together when it is told to', async () => {
    const project = await backupProject();
    for (let n = 0; n < 4; n++) {
      project.put(`file ${n}`, noise(20_000, dice(n)));
      await project.backUp();
    }
    const before = filesIn(join(project.where, 'data')).length;
    expect((await tryPrune(project.world, all, project)).packs.repacked).toBe(0);
    await prune(project.world, {...all, repacksSmall: true}, project);
    expect(before).toBeGreaterThan(4);
    expect(filesIn(join(project.where, 'data'))).toHaveLength(2);
    expect(await project.restic('check', '--read-data')).toContain('no errors were found');
  });

  test('joins what lies there twice, as after work on a copy of the repository', async () => {
    const project = await backupProject();
    project.put('file', noise(300_000));
    const {id} = await project.backUp();
    // Another machine that knew nothing of the first backup stored the same again.
    const hidden = filesIn(join(project.where, 'index')).map((file) => [file, readFileSync(file)] as const);
    for (const [file] of hidden) unlinkSync(file);
    project.put('other', 'words');
    const second = await project.backUp({isForced: true});
    for (const [file, bytes] of hidden) writeFileSync(file, bytes);
    expect((await tryPrune(project.world, all, project)).freedBytes).toBeGreaterThan(300_000);
    await prune(project.world, all, project);
    expect(await project.restic('prune', '--dry-run', '--max-unused', '0')).toMatch(/to delete: +0 blobs/);
    await expectWhole(project, new Map([[second.id, contentsOf(project.folder)]]), 'joined');
    expect(readdirSync(join(project.where, 'snapshots'))).toContain(id);
  });

  test('removes packs that no index names, and nothing else, when nothing else is waste', async () => {
    const project = await backupProject();
    project.put('file', noise(300_000));
    await project.backUp();
    const before = filesIn(join(project.where, 'index'));
    project.put('lost', noise(200_000, dice(3)));
    const {id} = await project.backUp();
    for (const file of filesIn(join(project.where, 'index'))) if (!before.includes(file)) unlinkSync(file);
    forgetFile(project, id);
    expect(await prune(project.world, all, project)).toMatchObject({packs: {repacked: 0, removed: 0, orphans: 2}});
    expect(filesIn(join(project.where, 'index'))).toEqual(before);
    expect(await project.restic('check', '--read-data')).toContain('no errors were found');
  });

  test('of a repository without backups frees all of it', async () => {
    const {project, kept} = await halfForgotten();
    forgetFile(project, kept);
    await prune(project.world, all, project);
    expect(filesIn(join(project.where, 'data'))).toEqual([]);
    expect(filesIn(join(project.where, 'index'))).toEqual([]);
    expect(await project.restic('check')).toContain('no errors were found');
    await project.backUp();
    expect(await project.restic('check', '--read-data')).toContain('no errors were found');
  });
});

describe.skipIf(!hasRestic)('a prune stops before anything is removed', () => {
  const refused = async (project: BackupProject, says: RegExp, order = all): Promise<void> => {
    const before = everything(project);
    const error = await thrownBy(prune(project.world, order, project));
    expect(error).toMatchObject({code: 'corrupt', message: expect.stringMatching(says)});
    expect(everything(project)).toEqual(before);
  };

  test('when a backup cannot be read', async () => {
    const {project, kept} = await halfForgotten();
    spoil(join(project.where, 'snapshots', kept));
    await refused(project, new RegExp(`backup ${kept.slice(0, 8)} .*damaged`));
  });

  test('when an index cannot be read', async () => {
    const {project} = await halfForgotten();
    spoil(filesIn(join(project.where, 'index'))[0] ?? '');
    await refused(project, /index .* damaged.* Nothing was removed/);
  });

  test('when a folder in a backup is damaged, or its pack is gone', async () => {
    const {project, kept} = await halfForgotten();
    const trees = await packOfTrees(project, kept);
    spoil(trees);
    await refused(project, new RegExp(`${kept.slice(0, 8)} \\(two\\) is damaged: the folder .* cannot be read`));
    unlinkSync(trees);
    await refused(project, /is damaged: the folder .* is in no pack/);
  });

  test('when a blob that has to be moved is damaged; then the new packs go as well', async () => {
    const {project} = await halfForgotten();
    for (const file of filesIn(join(project.where, 'data'))) {
      const size = readFileSync(file).length;
      if (size > 1_000_000) for (let at = 10_000; at < size; at += 35_000) spoil(file, at);
    }
    await refused(project, /blob .* damaged/);
  });

  async function packOfTrees(project: BackupProject, backup: string): Promise<string> {
    const {tree} = JSON.parse(await project.restic('cat', 'snapshot', backup)) as {tree: string};
    const index = await Promise.all(
      readdirSync(join(project.where, 'index')).map((name) => project.restic('cat', 'index', name)),
    );
    const packs = index.flatMap((text) => (JSON.parse(text) as {packs: {id: string; blobs: {id: string}[]}[]}).packs);
    const id = packs.find(({blobs}) => blobs.some((blob) => blob.id === tree))?.id ?? '';
    return join(project.where, 'data', id.slice(0, 2), id);
  }
});

describe.skipIf(!hasRestic)('a repair', () => {
  test('makes indexes that were lost or damaged anew from the packs', async () => {
    const {project, kept} = await halfForgotten();
    const [lost = '', damaged = ''] = filesIn(join(project.where, 'index'));
    unlinkSync(lost);
    spoil(damaged);
    await prune(project.world, {...all, isRepair: true}, project);
    await expectWhole(project, new Map([[kept, contentsOf(project.folder)]]), 'repaired');
  });

  test('leaves a pack nobody can read, and says so', async () => {
    const {project, kept} = await halfForgotten();
    const stray = join(project.where, 'data', 'aa', 'aa'.repeat(32));
    writeFileSync(stray, noise(5000));
    const done = await prune(project.world, {...all, isRepair: true}, project);
    expect(done.unreadable).toEqual([{name: 'aa'.repeat(32), why: expect.stringMatching(/pack aaaaaaaa/)}]);
    expect(readFileSync(stray)).toHaveLength(5000);
    await expectWhole(project, new Map([[kept, contentsOf(project.folder)]]), 'repaired');
  });
});

describe.skipIf(!hasRestic)('a prune beside others', () => {
  test('says who is at work, and waits for whoever ends in time', async () => {
    const {project, kept} = await halfForgotten();
    const {world, env} = project;
    const repository = await openProjectRepository(world, env);
    let end: () => void = () => {};
    const working = new Promise<void>((resolve) => {
      end = resolve;
    });
    const backup = whileLocked(repository, lockRequest(world, false), async () => working);
    await expect.poll(() => readdirSync(join(project.where, 'locks'))).toHaveLength(1);
    expect(await thrownBy(prune(world, all, {env, patienceMs: 0}))).toMatchObject({
      code: 'busy',
      message: expect.stringMatching(/is in use: process \d+/),
    });
    const waiting = prune(world, all, {env, patienceMs: 20_000});
    end();
    await backup;
    expect(await waiting).toMatchObject({isDry: false});
    await expectWhole(project, new Map([[kept, contentsOf(project.folder)]]), 'after waiting');
  });

  test('two at once free it once', async () => {
    const {project, kept} = await halfForgotten();
    const both = await Promise.all([prune(project.world, all, project), prune(project.world, all, project)]);
    expect(both.filter(({freedBytes}) => freedBytes > 0)).toHaveLength(1);
    await expectWhole(project, new Map([[kept, contentsOf(project.folder)]]), 'after two');
  });

  test('removes nothing when a backup came meanwhile, whatever the lock said', async () => {
    const {project, kept} = await halfForgotten();
    const snapshot = readFileSync(join(project.where, 'snapshots', kept));
    const before = filesIn(join(project.where, 'data'));
    let isTold = false;
    const onProgress = (): void => {
      if (!isTold) writeFileSync(join(project.where, 'snapshots', 'ab'.repeat(32)), snapshot);
      isTold = true;
    };
    const error = await thrownBy(prune(project.world, all, {...project, onProgress}));
    expect(error).toMatchObject({code: 'conflict', message: expect.stringMatching(/Somebody wrote/)});
    expect(filesIn(join(project.where, 'data'))).toEqual(expect.arrayContaining(before));
    unlinkSync(join(project.where, 'snapshots', 'ab'.repeat(32)));
    expect(await project.restic('check', '--read-data')).toContain('no errors were found');
  });

  test('that is stopped keeps what it has copied, and the next one goes on from there', async () => {
    const stocked = await stock(6, dice(4));
    const {project} = stocked;
    const kept = new Map([...stocked.contents].slice(3));
    for (const id of [...stocked.contents.keys()].slice(0, 3)) forgetFile(project, id);
    const stopping = new AbortController();
    const order = {...all, packBytes: 20_000, repacksSmall: true};
    const call = {env: project.env, signal: stopping.signal, onProgress: () => stopping.abort(new Error('enough'))};
    await thrownBy(prune(project.world, order, call));
    expect(readOperation(project.world.db, 7)).toMatchObject({kind: 'prune', state: 'failed'});
    await expectWhole(project, kept, 'stopped');
    await prune(project.world, all, project);
    await expectWhole(project, kept, 'and gone on with');
  });
});
