import {existsSync, writeFileSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import {openBell} from '../state/changes.js';
import {errnoOf, OrkestraError} from '../state/errors.js';
import {makeFolder} from '../state/files.js';
import {openDb} from '../state/open.js';
import type {Loaded} from './config/load.js';
import type {Config} from './config/schema.js';
import {translateFileError} from './file-errors.js';
import {isProject} from './find-root.js';
import {openLog} from './log.js';
import {ownerName, realProcesses} from './processes.js';
import {isTrusted} from './trust.js';
import {makeFolders, type Paths, type World} from './world.js';

export interface Project {
  world: World;
  name: string;
  loaded: Loaded;
  /** Live reload puts a new configuration in place of the old one. */
  setConfig(config: Config): void;
  close(): void;
}

/** The time of day, epoch ms, and the milliseconds since the machine started. */
export interface Clock {
  now(): number;
  uptime(): number;
}

const realClock: Clock = {now: Date.now, uptime: () => Number(process.hrtime.bigint() / 1_000_000n)};

export interface ProjectRequest {
  paths: Paths;
  loaded: Loaded;
  actor: string;
  /** Reading commands make nothing; the others make the folder on first use. */
  create: boolean;
  clock?: Clock;
}

export function openProject({paths, loaded, actor, create, clock = realClock}: ProjectRequest): Project {
  if (!isProject(paths) && !create) {
    throw new OrkestraError('not-found', `There is no orkestra project in ${paths.root}.`, {
      hint: 'Run `orkestra init` there.',
    });
  }
  prepareFolders(paths);
  const held = (given: Config): Config => withoutCommands(given, dirname(paths.config));
  let config = held(loaded.config);
  const processes = realProcesses();
  const db = openDb(paths.db, {durability: config.storage.durability});
  const bell = openBell(paths.bell);
  const stopRinging = db.onCommit(() => bell.ring());
  const world: World = {
    paths,
    db,
    get config() {
      return config;
    },
    log: openLog(resolve(paths.root, config.logging.file), config.logging.level),
    processes,
    actor,
    owner: ownerName(processes.host, processes.self),
    now: clock.now,
    uptime: clock.uptime,
    random: Math.random,
  };
  return {
    world,
    loaded,
    name: config.projectName ?? basename(paths.root),
    setConfig(next) {
      config = held(next);
      world.log.setLevel(next.logging.level);
    },
    close() {
      stopRinging();
      bell.close();
      db.close();
    },
  };
}

/** What the file of a folder that nobody trusts wants to be run is not. */
function withoutCommands(config: Config, folder: string): Config {
  const {notify, workspace} = config;
  if ((notify.command === undefined && workspace.setup === undefined) || isTrusted(folder)) return config;
  return {...config, notify: {...notify, command: undefined}, workspace: {...workspace, setup: undefined}};
}

/** A changed orkestra.yaml takes effect at once; a broken one is told and the old one holds. */
export async function liveConfig(project: Project, tell: (line: string) => void): Promise<() => Promise<void>> {
  const {watchConfig} = await import('./config/watch.js');
  const changed = (loaded: Loaded): void => {
    project.setConfig(loaded.config);
    project.world.log.info('the configuration was read again');
    for (const warning of loaded.warnings) tell(warning);
  };
  return watchConfig(project.loaded, changed, (problem) => tell(problem.message));
}

/** What is ours keeps itself out of the user's repository. */
function prepareFolders(paths: Paths): void {
  try {
    makeFolder(paths.home);
    makeFolders(paths);
    const ignore = join(paths.home, '.gitignore');
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  } catch (error) {
    throw cannotMake(paths.home, error);
  }
}

/** Why there can be no folder at this place, in words. */
export function cannotMake(dir: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new OrkestraError('refused', `${dir} cannot be made: the folder is read-only.`, {
      hint: 'Choose another folder with --project-root, or change its permissions.',
      cause: error,
    });
  }
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new OrkestraError('refused', `${dir} cannot be made: a file is in its way.`, {
      hint: 'Move the file away.',
      cause: error,
    });
  }
  if (code === 'ENOENT') {
    return new OrkestraError('refused', `${dir} cannot be made: the system holds no folders there.`, {
      hint: 'Choose another folder with --project-root.',
      cause: error,
    });
  }
  if (code === 'ENOSPC') {
    return new OrkestraError('unavailable', `${dir} cannot be made: the disk is full.`, {
      hint: 'Free some space.',
      cause: error,
    });
  }
  return translateFileError(error, dir);
}
