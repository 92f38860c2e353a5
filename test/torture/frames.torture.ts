import {expect, test} from 'vitest';
import {fuzzFrames} from '../support/frame-fuzz.js';

const SEEDS = 40;
const FRAMES = 500;

test('20,000 random frames look as if each had been drawn alone', async () => {
  const first = Number(process.env.SEED ?? Date.now() % 1_000_000);
  for (let seed = first; seed < first + SEEDS; seed++) expect(await fuzzFrames(seed, FRAMES)).toBeUndefined();
});
