import {expect, test} from 'vitest';
import {rescue} from './rescue.js';

test.each([1, 20, 200])(
  '%s tasks of a killed worker are back at once, and from another machine with the lease',
  async (tasks) => {
    const here = await rescue({tasks, leaseMs: 1000, isAway: false});
    const away = await rescue({tasks, leaseMs: 1000, isAway: true});
    console.log(`${tasks} tasks: back after ${here} ms here, ${away} ms from another machine with a lease of 1000 ms`);
    expect(here).toBeLessThan(200);
    expect(away).toBeLessThan(1200);
  },
);
