import {test} from 'vitest';
import {killStorm} from './kill-storm.js';

test.each([11, 12, 13])('50 times kill -9, 200 tasks, nothing lost and nothing done twice (seed %s)', async (seed) => {
  await killStorm({kills: 50, tasks: 200, longestMs: 1500, seed});
});
