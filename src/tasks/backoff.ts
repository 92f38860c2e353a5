export interface BackoffRules {
  retryDelayMs: number;
  retryDelayMaxMs: number;
}

/** Doubles with each failure up to the cap; a tenth of chance either way keeps a crowd from returning together. */
export function retryDelayMs(
  failures: number,
  {retryDelayMs: base, retryDelayMaxMs: cap}: BackoffRules,
  random: number,
): number {
  const doubled = Math.min(cap, base * 2 ** Math.min(failures - 1, 30));
  return Math.round(Math.min(cap, doubled * (0.9 + 0.2 * random)));
}
