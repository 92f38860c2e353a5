import {chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {diffBackups} from '../../../src/backups/look/diff.js';
import {findFiles} from '../../../src/backups/look/find.js';
import {listFolder} from '../../../src/backups/look/list-folder.js';
import {readStats} from '../../../src/backups/look/stats.js';
import {dice} from '../../support/random.js';
import {thrownBy} from '../../support/thrown.js';
import {type BackupProject, backupProject, noise} from '../project.js';
import {hasRestic} from '../restic.js';

/** Below the folder that is backed up. */
const below = ({folder}: BackupProject, path: string): string => path.slice(folder.length + 1);

async function changed(): Promise<BackupProject> {
  const project = await backupProject();
  for (const name of ['same', 'gone', 'larger', 'mode', 'becomes a link']) project.put(`a/${name}`, name);
  project.put('b/deep/file', 'deep');
  utimesSync(join(project.folder, 'a/larger'), 1, 1);
  await project.backUp({name: 'before'});
  rmSync(join(project.folder, 'a/gone'));
  rmSync(join(project.folder, 'a/becomes a link'));
  symlinkSync('same', join(project.folder, 'a/becomes a link'));
  project.put('a/larger', 'larger than it was');
  chmodSync(join(project.folder, 'a/mode'), 0o600);
  renameSync(join(project.folder, 'b'), join(project.folder, 'c'));
  mkdirSync(join(project.folder, 'empty'));
  await project.backUp({name: 'after'});
  return project;
}

describe('two backups', () => {
  test('are compared down to what changed, with sizes', async () => {
    const project = await changed();
    const found = await diffBackups(project.world, ['before', 'after'], project);
    const lines = found.differences.map(({path, change}) => `${change} ${below(project, path)}`);
    expect(lines).toEqual([
      'type a/becomes a link',
      'removed a/gone',
      'changed a/larger',
      'metadata a/mode',
      'removed b/',
      'removed b/deep/',
      'removed b/deep/file',
      'added c/',
      'added c/deep/',
      'added c/deep/file',
      'added empty/',
    ]);
    expect(found.counts).toEqual({added: 4, removed: 4, changed: 1, type: 1, metadata: 1});
    expect(found.differences.find(({change}) => change === 'changed')).toMatchObject({bytesBefore: 6, bytesAfter: 18});
    expect(found.addedBytes).toBe('larger than it was'.length + 'deep'.length);
  });

  test.skipIf(!hasRestic)('differ in what `restic diff` says they differ in', async () => {
    const project = await changed();
    const {differences, from, to} = await diffBackups(project.world, ['before', 'after'], project);
    const theirs = (await project.restic('diff', '--metadata', from, to)).split('\n').flatMap((line) => {
      const [, sign = '', path] = /^([+\-MTU]+) +(\/.*)$/.exec(line) ?? [];
      return path === undefined || (sign === 'U' && path.endsWith('/')) ? [] : [`${sign} ${path}`];
    });
    const signs = {added: '+', removed: '-', changed: 'M', type: 'T', metadata: 'U'};
    const ours = differences.map(({change, path}) => `${signs[change]} ${path}`);
    expect(ours.sort()).toEqual(theirs.map((line) => line.replace(/^([MT])U /, '$1 ')).sort());
  });

  test('of the same are the same without a folder being opened; one alone is held against the one before', async () => {
    const project = await changed();
    const [first, second] = [await project.backUp({name: 'twice'}), await project.backUp({name: 'twice'})];
    expect(await diffBackups(project.world, ['twice', undefined], project)).toMatchObject({
      ...{from: first.id, to: second.id, differences: []},
    });
    expect(await thrownBy(diffBackups(project.world, ['before', undefined], project))).toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/no backup before .*\(before\)/),
    });
  });
});

describe('a file', () => {
  test('is found in every backup that has it, the same content told once', async () => {
    const project = await backupProject();
    project.put('notes/a.txt', 'first');
    await project.backUp({name: 'one'});
    await project.backUp({name: 'two'});
    project.put('notes/a.txt', 'second, longer');
    project.put('other.md', 'x');
    await project.backUp({name: 'three'});
    const found = await findFiles(project.world, {globs: ['*.txt']}, project);
    expect(found.map(({path}) => below(project, path))).toEqual(['notes/a.txt']);
    expect(found[0]?.versions.map(({bytes, backups}) => [bytes, backups.map(({name}) => name)])).toEqual([
      [14, ['three']],
      [5, ['two', 'one']],
    ]);
    const byPath = await findFiles(project.world, {globs: [`${project.folder}/notes/*`], word: 'one'}, project);
    expect(byPath.map(({versions}) => versions[0]?.bytes)).toEqual([5]);
    expect(await findFiles(project.world, {globs: ['/notes/*']}, project)).toEqual([]);
  });
});

describe('a folder of a backup', () => {
  test('is listed: what was backed up, a path in it, or all below', async () => {
    const project = await changed();
    const list = async (path?: string, isDeep = false) =>
      (await listFolder(project.world, {word: 'after', path, isDeep}, project)).map((one) => below(project, one.path));
    expect(await list()).toEqual(['a/', 'c/', 'empty/']);
    expect(await list(join(project.folder, 'c'), true)).toEqual(['c/deep/', 'c/deep/file']);
    expect(await list(join(project.folder, 'a/same'))).toEqual(['a/same']);
    expect(await thrownBy(list(join(project.folder, 'a/gone')))).toMatchObject({code: 'not-found'});
    expect(await thrownBy(list(join(project.folder, 'a/same/below')))).toMatchObject({code: 'not-found'});
  });
});

describe.skipIf(!hasRestic)('figures', () => {
  test("are those of `restic stats`, and what is a backup's own is what forgetting it frees", async () => {
    const project = await backupProject();
    project.put('common', noise(200_000, dice(1)));
    project.put('old', noise(100_000, dice(2)));
    const first = await project.backUp({name: 'one'});
    rmSync(join(project.folder, 'old'));
    project.put('text', 'word '.repeat(20_000));
    await project.backUp({name: 'two'});
    const stats = await readStats(project.world, undefined, project);
    const raw = JSON.parse(await project.restic('stats', '--json', '--mode', 'raw-data')) as Record<string, number>;
    expect(stats).toMatchObject({storedBytes: raw.total_size});
    expect(stats.plainBytes).toBeGreaterThan(400_000);
    expect(stats.blobs).toBe(raw.total_blob_count);
    const one = JSON.parse(await project.restic('stats', '--json', first.id)) as Record<string, number>;
    expect(stats.backups[1]).toMatchObject({restoreBytes: one.total_size, files: 2});
    expect(stats.backups[1]?.ownBytes).toBeGreaterThan(100_000);
    expect(stats.backups[1]?.ownBytes).toBeLessThan(110_000);
    expect(stats.backups[0]?.ownBytes).toBeLessThan(20_000);
    const alone = await readStats(project.world, 'one', project);
    expect(alone.backups).toEqual([stats.backups[1]]);
  });
});
