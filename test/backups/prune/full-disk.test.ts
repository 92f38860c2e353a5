import {unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {PruneOrder} from '../../../src/backups/prune/look.js';
import {prune} from '../../../src/backups/prune/prune.js';
import {dice} from '../../support/random.js';
import {canMount, type SmallDisk, smallDisk} from '../../support/small-disk.js';
import {thrownBy} from '../../support/thrown.js';
import {expectWhole, stock} from '../../torture/prune-storm.js';
import {hasRestic} from '../restic.js';

const order: PruneOrder = {mostUnused: {bytes: 0}, repacksSmall: true, packBytes: 60_000, isRepair: false};

/** A repository on a disk of its own, half of its backups forgotten. */
async function stockedDisk(): Promise<{disk: SmallDisk; stocked: Awaited<ReturnType<typeof stock>>}> {
  const disk = smallDisk('size=12m');
  const stocked = await stock(8, dice(31), join(disk.dir, 'project'));
  for (const id of [...stocked.contents.keys()].slice(0, 4)) {
    unlinkSync(join(stocked.project.where, 'snapshots', id));
    stocked.contents.delete(id);
  }
  return {disk, stocked};
}

describe.skipIf(!hasRestic || !canMount)('on a full disk a prune', () => {
  test('that can write nothing removes nothing, and works once there is room', async () => {
    const {disk, stocked} = await stockedDisk();
    const {project, contents} = stocked;
    project.world.configure({operations: {retryAttempts: 1}});
    disk.fill();
    expect(await thrownBy(prune(project.world, order, project))).toMatchObject({code: 'unavailable'});
    disk.free();
    await expectWhole(project, contents, 'full from the start');
    await prune(project.world, order, project);
    await expectWhole(project, contents, 'with room');
  });

  test.each([1, 3, 5, 7])('that fills up after progress was told %s times leaves every backup whole', async (times) => {
    const {disk, stocked} = await stockedDisk();
    const {project, contents} = stocked;
    project.world.configure({operations: {retryAttempts: 1}});
    let told = 0;
    const onProgress = (): void => {
      told += 1;
      if (told === times) disk.fill();
    };
    await prune(project.world, order, {...project, onProgress}).catch(() => {});
    expect(told).toBeGreaterThanOrEqual(times);
    disk.free();
    await expectWhole(project, contents, 'filled up on the way');
    await prune(project.world, order, project);
    await expectWhole(project, contents, 'with room');
  });
});
