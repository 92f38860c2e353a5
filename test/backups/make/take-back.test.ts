import {renameSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {whileLocked} from '../../../src/backups/repository/locks.js';
import {lockRequest, openProjectRepository} from '../../../src/backups/repository/of-project.js';
import {testWorld} from '../../support/world.js';
import {type CommandProject, commandProject, filesIn, fillSource} from '../command-project.js';

/** A repository into which no backup can be written: everything before it can. */
async function withoutRoom(): Promise<CommandProject> {
  const project = await commandProject();
  writeFileSync(join(project.source, 'first'), 'first');
  await project.backUp([project.source, '--name', 'first']);
  const snapshots = join(project.repository, 'snapshots');
  renameSync(snapshots, join(project.dir, 'elsewhere'));
  symlinkSync(join(project.dir, 'elsewhere'), snapshots);
  fillSource(project.source, {small: 20, large: 1, largeBytes: 100_000});
  return project;
}

const stored = ({repository}: CommandProject): string[] =>
  ['data', 'index', 'tmp', 'locks'].flatMap((kind) => filesIn(repository, kind));

// S-11
test('a backup that fails as it is stored takes everything out again, and older ones still restore', async () => {
  const project = await withoutRoom();
  const before = stored(project);
  const {code, err} = await project.run('backup', project.source);
  expect(code).toBe(1);
  expect(err).toMatch(/snapshots is a link where a repository has a folder/);
  expect(stored(project)).toEqual(before);
  await project.restore('first');
});

// S-11
test('what is listed stays while somebody else is at work, who may build on it', async () => {
  const project = await withoutRoom();
  const before = stored(project);
  const world = testWorld({}, project.root);
  const repository = await openProjectRepository(world, {ORKESTRA_BACKUP_REPOSITORY: project.repository});
  await whileLocked(repository, lockRequest(world, false), async () => {
    expect(await project.run('backup', project.source)).toMatchObject({code: 1});
  });
  await repository.store.close();
  expect(stored(project).length).toBeGreaterThan(before.length);
  expect(filesIn(project.repository, 'index')).toHaveLength(2);
  await project.restore('first');
});
