import {OrkestraError} from '../../state/errors.js';
import {type Loaded, loadConfig} from '../config/load.js';
import {openProject, type Project} from '../project.js';
import {pathsOf} from '../world.js';
import type {Place} from './command.js';

export interface OpenRequest extends Place {
  create: boolean;
  say(line: string): void;
}

/** The project of a command: configuration first, since it says how the database is opened. */
export async function openFromCommand(request: OpenRequest): Promise<Project> {
  const loaded = await readConfig(request);
  for (const warning of loaded.warnings) request.say(warning);
  const paths = pathsOf(rootOf(loaded, request), loaded.file);
  return openProject({paths, loaded, actor: 'user', create: request.create});
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

export const readConfig = ({root, isRootGiven, configFile}: Place): Promise<Loaded> =>
  loadConfig({cwd: root, ...(isRootGiven && {projectRoot: root}), ...(configFile !== undefined && {file: configFile})});

/** A configuration from elsewhere that names no root is meant for the project the command stands in. */
function rootOf({config, settings}: Loaded, {root}: Place): string {
  return settings.get('project_root')?.origin === 'default' ? root : config.projectRoot;
}
