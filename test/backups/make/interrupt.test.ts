import {describe, expect, test} from 'vitest';
import {until} from '../../support/world.js';
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
});
