import {existsSync} from 'node:fs';
import {describe, test} from 'vitest';
import {hasRestic} from '../restic.js';
import {backUpLarge} from './large.js';

describe.skipIf(!hasRestic || !existsSync('/proc/self/status'))('a large file', () => {
  // S-23
  test('is read by all threads in bounded memory, and cut where restic cuts it', async () => {
    await backUpLarge({plainBytes: 200_000_000, holeBytes: 400_000_000});
  }, 120_000);
});
