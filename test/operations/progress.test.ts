import {expect, test} from 'vitest';
import {operate} from '../../src/operations/operate.js';
import {testWorld} from '../support/world.js';

test('progress that cannot be written does not end the work', async () => {
  const world = testWorld();
  const done = await operate(world, {kind: 'backup', subject: 'x'}, async ({progress}) => {
    world.db.exec("CREATE TEMP TRIGGER full BEFORE UPDATE OF done ON operations BEGIN SELECT RAISE(FAIL, 'full'); END");
    progress(1, 2);
    world.db.exec('DROP TRIGGER full');
    return 'done';
  });
  expect(done).toBe('done');
});
