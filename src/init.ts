import {accessSync, constants, existsSync} from 'node:fs';
import {delimiter, join, relative} from 'node:path';
import {write} from '../state/db.js';
import {record} from './audit/record.js';
import {loadConfig} from './config/load.js';
import {configTemplate} from './config/template.js';
import {writeAtomic} from './files.js';
import {openProject} from './project.js';
import {pathsOf} from './world.js';

export interface Requirement {
  name: string;
  ok: boolean;
  /** What degrades without it, and what to do. */
  hint: string;
}

export interface InitResult {
  root: string;
  made: string[];
  requirements: Requirement[];
}

/** Makes what is missing and leaves what is there. Nothing but Node is required. */
export async function initProject({
  root,
  configFile,
}: {
  root: string;
  configFile?: string | undefined;
}): Promise<InitResult> {
  const paths = pathsOf(root, configFile);
  const wanted = [paths.config, paths.home, paths.db, paths.locks, paths.runs, paths.logs, paths.audit];
  const missing = wanted.filter((path) => !existsSync(path));
  if (existsSync(paths.config)) await loadConfig({cwd: root, file: paths.config});
  // The folder first: where it cannot be made, nothing is.
  openProject({paths, loaded: await loadConfig({cwd: root}), actor: 'user', create: true}).close();
  if (!existsSync(paths.config)) await writeAtomic(paths.config, configTemplate());
  const loaded = await loadConfig({cwd: root, file: paths.config});
  const project = openProject({paths, loaded, actor: 'user', create: true});
  const made = missing.map((path) => relative(root, path));
  if (made.length > 0) write(project.world.db, () => record(project.world, {type: 'project.made', data: {made}}));
  project.close();
  return {root, made, requirements: findRequirements()};
}

/** What is not on this machine, and what that means. */
export function findRequirements(path = process.env.PATH ?? ''): Requirement[] {
  return [
    {name: 'sh', ok: existsSync('/bin/sh'), hint: 'tasks with a command need /bin/sh'},
    {name: 'git', ok: isOnPath('git', path), hint: 'without git, tasks cannot work in worktrees of their own'},
  ];
}

function isOnPath(program: string, path: string): boolean {
  return path.split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
