import {describe, test} from 'vitest';
import {hasRestic} from '../restic.js';
import {killBackups} from './killing.js';

describe.skipIf(!hasRestic)('a backup that is killed', () => {
  // S-8
  test('leaves a repository without errors, older backups whole, and the next one works by itself', async () => {
    await killBackups([1, 2, 3, 4, 5, 6]);
  });
});
