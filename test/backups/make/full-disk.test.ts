import {mkdirSync, rmSync, statfsSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {canMount, smallDisk} from '../../support/small-disk.js';
import {scratch} from '../../support/world.js';
import {CLEAN, type CommandProject, checkAll, commandProject, filesIn, fillSource} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';
import {hasRestic} from '../restic.js';

/** Leaves so many bytes of a disk free. */
function leave(disk: string, bytes: number): void {
  const {bavail, bsize} = statfsSync(disk);
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

/** Leaves room for so many more files, until it is freed. */
function leaveFiles(disk: string, files: number): () => void {
  const ballast = join(disk, 'files');
  mkdirSync(ballast);
  for (let free = statfsSync(disk).ffree; free > files; free--) writeFileSync(join(ballast, String(free)), '');
  return () => rmSync(ballast, {recursive: true});
}

const SENTENCE =
  /^The disk is full: .* could not be written; nothing was changed\.\nFree some space and try again\.\n$/;

const kib = (count: number): number => count * 1024;

async function failsAndRecovers(project: CommandProject, disk: {dir: string; free(): void}, left: number) {
  leave(disk.dir, left);
  const ran = await project.run('backup', project.source, '--name', 'second');
  expect(ran.err).toMatch(SENTENCE);
  expect(ran.code).toBe(1);
  disk.free();
  expect(filesIn(project.repository, 'tmp')).toEqual([]);
  expect(filesIn(project.repository, 'locks')).toEqual([]);
  expect(filesIn(project.repository, 'snapshots')).toHaveLength(1);
  expect(await checkAll(project)).toContain(CLEAN);
  await project.backUp();
  expect(compareTrees(project.source, await project.restore('test'))).toEqual([]);
  await project.restore('first');
  expect(await checkAll(project)).toContain(CLEAN);
}

async function prepared(places: {repository?: string; root?: string}): Promise<CommandProject> {
  const project = await commandProject(places);
  fillSource(project.source, {small: 20, large: 1, largeBytes: 1_000_000});
  await project.backUp([project.source, '--name', 'first']);
  fillSource(project.source, {small: 60, large: 2, largeBytes: 6_000_000});
  return project;
}

describe.skipIf(!canMount || !hasRestic)('a backup to a full disk says so once, and the next one works', () => {
  test.each([
    ['the first pack', kib(0)],
    ['the end of the last pack', kib(11_700)],
  ])('as the repository has no room for %s', async (_what, left) => {
    const disk = smallDisk('size=30m');
    await failsAndRecovers(await prepared({repository: join(disk.dir, 'repository')}), disk, left);
  });

  test('whichever of its files it is that cannot be made', async () => {
    const disk = smallDisk('size=40m,nr_inodes=2000');
    const project = await prepared({repository: join(disk.dir, 'repository')});
    // With fewer, it is the lock or the first pack, as above.
    for (let left = 3, code: number | null = 1; code !== 0; left++) {
      expect(left).toBeLessThan(12);
      const free = leaveFiles(disk.dir, left);
      const ran = await project.run('backup', project.source, '--name', 'second');
      free();
      code = ran.code;
      if (code !== 0) expect(ran.err).toMatch(SENTENCE);
      expect(filesIn(project.repository, 'tmp'), `${left}`).toEqual([]);
      expect(filesIn(project.repository, 'locks'), `${left}`).toEqual([]);
    }
    expect(compareTrees(project.source, await project.restore('second'))).toEqual([]);
    expect(await checkAll(project)).toContain(CLEAN);
    expect(filesIn(project.repository, 'snapshots')).toHaveLength(2);
  });

  test('as the project has none for its database', async () => {
    const disk = smallDisk('size=30m');
    const project = await prepared({root: join(disk.dir, 'project'), repository: join(scratch(), 'repository')});
    await failsAndRecovers(project, disk, 0);
  });

  test('as both lie on it', async () => {
    const disk = smallDisk('size=40m');
    await failsAndRecovers(await prepared({root: join(disk.dir, 'project')}), disk, kib(7000));
  });
});
