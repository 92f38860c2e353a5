import {describe, test} from 'vitest';
import {walkBackups} from '../../torture/backup-walk.js';
import {hasRestic} from '../restic.js';

describe.skipIf(!hasRestic)('a random walk', () => {
  test('of backups, forgetting, pruning and tagging always leaves what must be restorable', async () => {
    // S-44
    await walkBackups({steps: 24, seed: 5, checkEvery: 6});
  }, 240_000);
});
