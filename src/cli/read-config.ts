import {OrkestraError} from '../../state/errors.js';
import {type Loaded, loadConfig} from '../config/load.js';
import type {Place} from './command.js';

export const readConfig = ({root, isRootGiven, configFile}: Place): Promise<Loaded> =>
  loadConfig({cwd: root, ...(isRootGiven && {projectRoot: root}), ...(configFile !== undefined && {file: configFile})});

/** A configuration from elsewhere that names no root is meant for the project the command stands in. */
export function rootOf({config, settings}: Loaded, {root}: Place): string {
  return settings.get('project_root')?.origin === 'default' ? root : config.projectRoot;
}

/** Where the project lies, even while another line of the configuration is wrong. */
export async function findProjectRoot(place: Place): Promise<string> {
  try {
    return rootOf(await readConfig(place), place);
  } catch (error) {
    if (error instanceof OrkestraError) return place.root;
    throw error;
  }
}
