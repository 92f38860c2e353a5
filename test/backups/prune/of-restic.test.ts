import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {listBackups} from '../../../src/backups/list-backups.js';
import type {PruneOrder} from '../../../src/backups/prune/look.js';
import {prune} from '../../../src/backups/prune/prune.js';
import {openProjectRepository} from '../../../src/backups/repository/of-project.js';
import {dice} from '../../support/random.js';
import {scratch, testWorld} from '../../support/world.js';
import {expectWhole} from '../../torture/prune-storm.js';
import {contentsOf} from '../contents.js';
import {backupProject, noise} from '../project.js';
import {hasRestic, restic} from '../restic.js';

const order: PruneOrder = {mostUnused: {bytes: 0}, repacksSmall: false, packBytes: 100_000, isRepair: false};

describe.skipIf(!hasRestic)('a repository that restic made', () => {
  test.each(['1', '2'])('in format %s is pruned, and restic goes on with it', async (version) => {
    const root = scratch('restic');
    testWorld({}, root);
    const where = join(root, '.orkestra', 'backups');
    await restic(where, ['init', '--repository-version', version]);
    const project = await backupProject(root);
    const random = dice(8);
    for (let n = 0; n < 20; n++) project.put(`old/${n}`, noise(20_000, random));
    for (let n = 0; n < 20; n++) project.put(`text/${n}`, `word ${n} `.repeat(3000));
    await project.restic('backup', project.folder);
    rmSync(join(project.folder, 'old'), {recursive: true});
    await project.restic('backup', project.folder);
    await project.restic('forget', '--keep-last', '1');
    const {freedBytes} = await prune(project.world, order, project);
    expect(freedBytes).toBeGreaterThan(20 * 20_000);
    const [kept] = await listBackups(await openProjectRepository(project.world, project.env));
    await expectWhole(project, new Map([[kept?.id ?? '', contentsOf(project.folder)]]), `format ${version}`);
    expect(await project.restic('prune', '--dry-run', '--max-unused', '0')).toMatch(/to delete: +0 blobs/);
    const again = JSON.parse((await project.restic('backup', '--json', project.folder)).split('\n').at(-1) ?? '');
    expect(again).toMatchObject({files_new: 0, data_blobs: 0});
  });

  test('in which a file has the very bytes of a folder keeps both', async () => {
    const root = scratch('restic');
    testWorld({}, root);
    await restic(join(root, '.orkestra', 'backups'), ['init']);
    const project = await backupProject(root);
    project.put('some/file', 'words');
    await project.restic('backup', project.folder);
    const [first] = JSON.parse(await project.restic('snapshots', '--json')) as {tree: string}[];
    project.put('a folder as a file', `${await project.restic('cat', 'blob', first?.tree ?? '')}\n`);
    project.put('gone', noise(50_000));
    await project.restic('backup', project.folder);
    rmSync(join(project.folder, 'gone'));
    await project.restic('backup', project.folder);
    const snapshots = JSON.parse(await project.restic('snapshots', '--json')) as {id: string}[];
    await project.restic('forget', snapshots[1]?.id ?? '');
    await prune(project.world, {...order, repacksSmall: true}, project);
    const kept = new Map([[snapshots[2]?.id ?? '', contentsOf(project.folder)]]);
    await expectWhole(project, kept, 'one id, two kinds');
    const ids = (await project.restic('list', 'blobs')).split('\n').filter((line) => line.includes(first?.tree ?? '-'));
    expect(ids.sort()).toEqual([`data ${first?.tree}`, `tree ${first?.tree}`]);
  });
});
