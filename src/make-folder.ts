import {existsSync, mkdirSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {errnoOf} from '../state/errors.js';

/**
 * The folder and all above it. Node's own recursive mkdir never returns where a folder that is there refuses to hold
 * another with ENOENT, as below /proc.
 */
export function makeFolder(dir: string): void {
  const missing: string[] = [];
  for (let at = resolve(dir); !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) makeOne(one);
}

/** Another process may be making the same folders. */
function makeOne(dir: string): void {
  try {
    mkdirSync(dir);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST' || !statSync(dir).isDirectory()) throw error;
  }
}
