/** The same numbers for the same seed, so that a failing round can be played again. */
export interface Dice {
  /** From 0 up to 1. */
  next(): number;
  /** A whole number from 0 up to `end`, which is not among them. */
  below(end: number): number;
  pick<Of>(choices: readonly Of[]): Of;
  /** True so often of a hundred times. */
  chance(percent: number): boolean;
}

/** Mulberry32: small, fast and good enough to walk through states. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    pick: (choices) => choices[below(choices.length)] as (typeof choices)[number],
    chance: (percent) => next() * 100 < percent,
  };
}
