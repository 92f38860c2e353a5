import {existsSync, readFileSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {errnoOf} from '../../../state/errors.js';
import {type Above, toByteString} from './excludes.js';

/** The .gitignore files between the top of the git repository and a folder in it; none where there is no repository. */
export function readAbove(folder: string): Above[] {
  const above: Above[] = [];
  for (let at = folder; !existsSync(join(at, '.git')); at = dirname(at)) {
    if (dirname(at) === at) return [];
    above.unshift({ignoreFile: readIgnoreFile(dirname(at)), next: toByteString(basename(at))});
  }
  return above;
}

/** As a byte string. What is no file says nothing, as for git; what cannot be read does neither. */
export function readIgnoreFile(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, '.gitignore'), 'latin1');
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}
