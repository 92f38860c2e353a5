import {realpathSync} from 'node:fs';
import {resolve} from 'node:path';
import {translateFileError} from '../../file-errors.js';

/** Links on the way are followed, as the person meant what is behind them. */
export function realPath(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (error) {
    throw translateFileError(error, path);
  }
}

/** Refuses what is not there before anything is made for it. */
export const requirePaths = (paths: readonly string[]): void => void paths.map(realPath);
