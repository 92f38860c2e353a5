import {unlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, test} from 'vitest';
import {dice} from '../../support/random.js';
import {countChanges, expectWhole, killForget, killPrune, stock} from '../../torture/prune-storm.js';
import {hasRestic} from '../restic.js';

describe.skipIf(!hasRestic)('kill -9', () => {
  test('of a prune at any point leaves every kept backup whole, and the next prune finishes it', async () => {
    // S-21
    const random = dice(21);
    const stocked = await stock(12, random);
    const kept = new Map(stocked.contents);
    for (const id of [...kept.keys()].filter((_, at) => at % 2 === 0)) {
      unlinkSync(join(stocked.project.where, 'snapshots', id));
      kept.delete(id);
    }
    const changes = await countChanges(stocked);
    const each = Math.floor(changes / 8);
    for (let kill = 0; kill < 8; kill++) {
      const change = 1 + kill * each + random.below(each);
      await killPrune(stocked, kept, {change, when: random.pick(['before', 'after'])});
    }
    await expectWhole(stocked.project, kept, 'untouched');
  }, 300_000);

  test('of a forgetting takes whole backups or none, and none that was not named', async () => {
    const random = dice(22);
    const stocked = await stock(5, random);
    const words = [...stocked.contents.keys()].slice(0, 3);
    for (const change of [1, 3, 4]) await killForget(stocked, words, {change, when: random.pick(['before', 'after'])});
  }, 120_000);
});
