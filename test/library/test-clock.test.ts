import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {Orchestrator, TaskQueue, testClock} from '../../src/api.js';
import {scratch} from '../support/world.js';

const patient = {timeout: 20_000};

// O-127
test('with a clock of its own a test need not wait an hour for a retry', async () => {
  const dir = scratch();
  writeFileSync(join(dir, 'orkestra.yaml'), 'queue:\n  retry_delay: 1h\n  retry_delay_max: 1h\n');
  const clock = testClock();
  const queue = new TaskQueue(dir, {clock});
  const id = await queue.addTask({title: 'Fails once', run: 'test -e there || {\n touch there; exit 1; }', retries: 1});
  const orchestrator = new Orchestrator(dir, {handlesSignals: false, clock});
  await orchestrator.start();
  await expect.poll(async () => (await queue.show(id)).why, patient).toMatch(/retry 1\/1 in /);
  clock.advance(2 * 3_600_000);
  await expect.poll(async () => (await queue.show(id)).state, patient).toBe('done');
  await orchestrator.stop();
  await queue.close();
});
