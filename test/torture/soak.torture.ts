import {test} from 'vitest';
import {soak} from './soak.js';

test('a day of ten thousand tasks and an engine killed every half hour: nothing lost, nothing done twice', async () => {
  // O-133
  await soak({hours: 24, tasks: 10_000, kills: 48, seed: 21});
});
