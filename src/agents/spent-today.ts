import {readNewestUsageAt, type Spent, spentByAgents} from '../../state/usages.js';
import type {World} from '../world.js';
import {startOfDay} from './budget.js';

/** To add a day up takes longer the more was done in it; it may take this share of the time, and no more. */
const SHARE = 0.02;

/**
 * What all agents together took today. A screen asks ten times a second, so the day is added up anew only when a run
 * told what it took since, and the more seldom the longer that lasts.
 */
export function makeSpentToday({db, now}: Pick<World, 'db' | 'now'>): () => Spent {
  let known: {spent: Spent; day: number; newest: number | undefined} | undefined;
  let notBefore = 0;
  return () => {
    const day = startOfDay(now());
    const newest = readNewestUsageAt(db);
    if (known && known.day === day && (known.newest === newest || performance.now() < notBefore)) return known.spent;
    const from = performance.now();
    const spent = {usd: 0, tokens: 0};
    for (const {usd, tokens} of spentByAgents(db, day).values()) {
      spent.usd += usd;
      spent.tokens += tokens;
    }
    known = {spent, day, newest};
    notBefore = performance.now() + (performance.now() - from) / SHARE;
    return spent;
  };
}
