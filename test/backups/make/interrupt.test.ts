import {describe, expect, test} from 'vitest';
import {whileLocked} from '../../../src/backups/repository/locks.js';
import {lockRequest, openProjectRepository} from '../../../src/backups/repository/of-project.js';
import {listSteps} from '../../../state/operation-steps.js';
import {listOpenOperations} from '../../../state/operations.js';
import {testWorld, until} from '../../support/world.js';
import {CLEAN, checkAll, commandProject, filesIn, fillSource} from '../command-project.js';
import {compareTrees} from '../compare-trees.js';
import {hasRestic} from '../restic.js';

describe.skipIf(!hasRestic)('a backup that somebody ends', () => {
  // S-8
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s keeps what is stored and leaves nothing else behind',
    async (sign) => {
      const project = await commandProject();
      fillSource(project.source, {small: 50, large: 8});
      const running = project.start('backup', project.source, '--name', 'test');
      await until(() => filesIn(project.repository, 'data').length > 0);
      running.send(sign);
      const ended = await running.ended;
      expect(ended).toMatchObject({code: 130, err: expect.stringContaining('The backup was interrupted.')});
      expect(filesIn(project.repository, 'locks')).toEqual([]);
      expect(filesIn(project.repository, 'tmp')).toEqual([]);
      expect(filesIn(project.repository, 'snapshots')).toEqual([]);
      expect(await checkAll(project)).toContain(CLEAN);
      const {addedBytes} = await project.backUp();
      expect(addedBytes).toBeLessThan(8 * 12_000_000 - 10_000_000);
      expect(compareTrees(project.source, await project.restore('test'))).toEqual([]);
      expect(await checkAll(project)).toContain(CLEAN);
    },
  );

  test('while it waits for somebody else ends at once', async () => {
    const project = await commandProject();
    const world = testWorld({}, project.root);
    const repository = await openProjectRepository(world, {ORKESTRA_BACKUP_REPOSITORY: project.repository});
    await whileLocked(repository, lockRequest(world, true), async () => {
      const running = project.start('backup', project.source);
      await until(() => listOpenOperations(world.db).some(({startedAt}) => startedAt !== null));
      await until(() => listSteps(world.db, 1).some(({endedAt}) => endedAt !== null));
      running.send('SIGINT');
      expect(await running.ended).toMatchObject({code: 130});
    });
    await repository.store.close();
    expect(filesIn(project.repository, 'snapshots')).toEqual([]);
  }, 30_000);
});
