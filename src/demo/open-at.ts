import {loadConfig} from '../config/load.js';
import {openProject, type Project} from '../project.js';
import {pathsOf} from '../world.js';

/** The project of a folder, wherever the program stands. */
export async function openAt(root: string): Promise<Project> {
  const loaded = await loadConfig({cwd: root, projectRoot: root});
  return openProject({paths: pathsOf(root, loaded.file), loaded, actor: 'user', create: true});
}
