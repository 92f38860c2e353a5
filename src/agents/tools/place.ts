import {lstat, realpath} from 'node:fs/promises';
import {basename, dirname, join, relative, resolve, sep} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import {type Access, whyGuarded} from './guarded.js';

/** A path inside the folder of a task, with no link left in it. */
export interface Place {
  path: string;
  /** The parts of it, counted from the folder. */
  parts: string[];
  /** The same as one name with slashes, for people, models and locks. */
  name: string;
}

/**
 * Where a path leads that a model named. `root` has no links in it. What is told here may be outdated when it is used, so
 * whoever opens it holds the folders on the way (`held.ts`).
 */
export async function findPlace(root: string, path: string, access: Access): Promise<Place> {
  if (path.includes('\0')) throw new OrkestraError('invalid', 'A path cannot hold a NUL character.');
  const full = resolve(root, path);
  const real = holds(root, full) ? await follow(full, path) : undefined;
  if (real === undefined || !holds(root, real))
    throw new OrkestraError('refused', `${path} is outside the folder of this task.`, {
      hint: `Only what is below ${root} can be used.`,
    });
  const parts = relative(root, real)
    .split(sep)
    .filter((part) => part !== '');
  const why = whyGuarded(relative(root, full), access) ?? whyGuarded(parts.join('/'), access);
  if (why !== undefined) throw new OrkestraError('refused', `${path} cannot be used: ${why}.`);
  return {path: real, parts, name: parts.join('/') || '.'};
}

const holds = (root: string, path: string): boolean =>
  path === root || path.startsWith(root + (root === sep ? '' : sep));

/** Links followed; the last parts need not exist yet, but a link must lead somewhere: writing would create its target. */
async function follow(full: string, said: string): Promise<string> {
  try {
    return await realpath(full);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw translateFileError(error, said);
  }
  if (await isThere(full, said)) throw new OrkestraError('refused', `${said} is a link that leads nowhere.`);
  return join(await follow(dirname(full), said), basename(full));
}

async function isThere(path: string, said: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw translateFileError(error, said);
  }
}
