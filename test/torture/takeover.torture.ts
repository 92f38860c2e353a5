import {expect, test} from 'vitest';
import {takeover} from './takeover.js';

test('ten leaders are killed while tasks are added, and each time another takes over within seconds', async () => {
  const gaps = await takeover({kills: 10, tasksEach: 40});
  console.log(`without an engine for ${gaps.join(', ')} ms`);
  expect(Math.max(...gaps)).toBeLessThan(3000);
});
