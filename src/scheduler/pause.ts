import {statfsSync} from 'node:fs';
import type {World} from '../world.js';

/** Why nothing new is started now, or undefined. What runs goes on. */
export function findPause({config, paths}: Pick<World, 'config' | 'paths'>): string | undefined {
  if (!config.autoAssign) return 'auto_assign is off in the configuration';
  const free = freeBytes(paths.home);
  if (free < config.queue.minFreeDiskBytes)
    return `less than ${Math.ceil(config.queue.minFreeDiskBytes / 1_000_000)} MB are free on the disk`;
  return undefined;
}

function freeBytes(dir: string): number {
  try {
    const {bavail, bsize} = statfsSync(dir);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
