import {test} from 'vitest';
import {walk} from '../torture/walk.js';

const SEEDS = 200;
const PARTS = 4;

test.each(Array.from({length: PARTS}, (_, part) => part))(
  'whatever people and engines do, the book stays true to itself (%s)',
  (part) => {
    for (let seed = part + 1; seed <= SEEDS; seed += PARTS) walk({seed, steps: 60});
  },
);
