import {realpathSync, statSync} from 'node:fs';
import {OrkestraError} from '../../state/errors.js';
import {translateFileError} from '../file-errors.js';

/** The folder that is meant, behind links on the way; refuses what is none before anything is made for it. */
export function checkFolder(path: string): string {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    throw translateFileError(error, path);
  }
  throw new OrkestraError('invalid', `${path} is a file, not a folder.`, {hint: 'Name the folder it is in.'});
}
