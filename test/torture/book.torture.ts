import {test} from 'vitest';
import {walk} from './walk.js';

test.each(Array.from({length: 60}, (_, part) => part))('2400 long walks through the queue, part %s', (part) => {
  for (let seed = 10_000 + part; seed < 12_400; seed += 60) walk({seed, steps: 150});
});
