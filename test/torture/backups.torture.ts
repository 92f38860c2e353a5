import {describe, test} from 'vitest';
import {killBackups} from '../backups/make/killing.js';
import {backUpLarge} from '../backups/make/large.js';
import {hasRestic} from '../backups/restic.js';

const HOUR_MS = 3_600_000;
const ROUNDS = 10;

describe.skipIf(!hasRestic)('backups', () => {
  // S-8
  test.each(Array.from({length: 100 / ROUNDS}, (_, part) => part))(
    'survive 100 kills, part %s',
    async (part) => {
      await killBackups(Array.from({length: ROUNDS}, (_, number) => 1000 + part * ROUNDS + number));
    },
    HOUR_MS,
  );

  // S-23
  test(
    'of a file of 5 GB take no more memory than of a small one',
    async () => {
      await backUpLarge({plainBytes: 1_000_000_000, holeBytes: 4_000_000_000});
    },
    HOUR_MS,
  );
});
