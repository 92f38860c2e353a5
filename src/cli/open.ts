import {openProject, type Project} from '../project.js';
import {pathsOf} from '../world.js';
import type {Place} from './command.js';
import {readConfig, rootOf} from './read-config.js';

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
