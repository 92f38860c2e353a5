import {unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, test} from 'vitest';
import {hasRestic} from '../backups/restic.js';
import {dice} from '../support/random.js';
import {walkBackups} from './backup-walk.js';
import {countChanges, killForget, killPrune, stock} from './prune-storm.js';

describe.skipIf(!hasRestic)('kill -9', () => {
  test('100 times in the middle of a prune, every kept backup whole each time', async () => {
    const random = dice(101);
    const stocked = await stock(12, random);
    const kept = new Map(stocked.contents);
    for (const id of [...kept.keys()].filter(() => random.chance(50))) {
      unlinkSync(join(stocked.project.where, 'snapshots', id));
      kept.delete(id);
    }
    const changes = await countChanges(stocked);
    for (let kill = 0; kill < 100; kill++) {
      const change = 1 + Math.floor((kill * changes) / 100);
      await killPrune(stocked, kept, {change, when: random.pick(['before', 'after'])});
    }
    console.log(`100 kills over ${changes} changes of the disk, ${kept.size} backups kept`);
  }, 3_600_000);

  test('at every change of a forgetting', async () => {
    const random = dice(102);
    const stocked = await stock(8, random);
    const words = [...stocked.contents.keys()].filter((_, at) => at % 2 === 0);
    for (let change = 1; change <= words.length + 2; change++) {
      for (const when of ['before', 'after'] as const) await killForget(stocked, words, {change, when});
    }
  });
});

describe.skipIf(!hasRestic)('a long random walk', () => {
  test.each([201, 202, 203])('leaves what must be restorable (seed %s)', async (seed) => {
    await walkBackups({steps: 150, seed, checkEvery: 10});
  });
});
