import {accessSync, constants, existsSync, statSync} from 'node:fs';
import {delimiter, join, relative} from 'node:path';
import {OrkestraError} from '../state/errors.js';
import {makeFolder} from '../state/files.js';
import {write} from '../state/write.js';
import {record} from './audit/record.js';
import {loadConfig} from './config/load.js';
import {configTemplate} from './config/template.js';
import {writeAtomic} from './files.js';
import {cannotMake, openProject} from './project.js';
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

export interface InitRequest {
  root: string;
  /** Another configuration than the one in the folder. */
  configFile?: string | undefined;
}

/** Makes what is missing and leaves what is there. Nothing but Node is required. */
export async function initProject({root: folder, configFile}: InitRequest): Promise<InitResult> {
  requireFolder(folder);
  const isNamed = configFile !== undefined && existsSync(configFile);
  const before = await loadConfig({cwd: folder, ...(isNamed && {file: configFile})});
  // What is in force stays in force: beside the config.yaml of Scythe no other file is made.
  const file = configFile ?? before.file;
  const isElsewhere = before.settings.get('project_root')?.origin !== 'default';
  const root = isElsewhere ? before.config.projectRoot : folder;
  const paths = pathsOf(root, file);
  const wanted = [file, paths.home, paths.db, paths.locks, paths.runs, paths.logs, paths.audit];
  const missing = wanted.filter((path) => !existsSync(path));
  // The folder first: where it cannot be made, nothing is.
  openProject({paths, loaded: before, actor: 'user', create: true}).close();
  if (!existsSync(file)) await writeAtomic(file, configTemplate());
  const project = openProject({paths, loaded: await loadConfig({cwd: folder, file}), actor: 'user', create: true});
  const made = missing.map((path) => relative(folder, path));
  if (made.length > 0) write(project.world.db, () => record(project.world, {type: 'project.made', data: {made}}));
  project.close();
  return {root, made, requirements: findRequirements()};
}

function requireFolder(dir: string): void {
  if (existsSync(dir) && !statSync(dir).isDirectory())
    throw new OrkestraError('invalid', `${dir} is a file, not a folder.`);
  try {
    makeFolder(dir);
  } catch (error) {
    throw cannotMake(dir, error);
  }
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
