import {OrkestraError} from '../../state/errors.js';
import type {World} from '../world.js';
import {readKeys} from './keys-file.js';

/** The environment with the keys a project keeps. A file of keys that is wrong is told of, and counts for nothing. */
export async function agentsEnv({paths, log}: Pick<World, 'paths' | 'log'>): Promise<NodeJS.ProcessEnv> {
  try {
    return await readKeys(paths, process.env);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    log.warning(`${error.message} ${error.hint ?? ''}`.trim());
    return process.env;
  }
}
