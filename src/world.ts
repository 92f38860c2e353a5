import {join} from 'node:path';
import type {Db} from '../state/db.js';
import {makeFolder} from '../state/files.js';
import type {Config} from './config/schema.js';
import type {LockFacts} from './locks/stale.js';
import type {Log} from './log.js';
import type {Processes} from './processes.js';

/** Where a project keeps its things; see docs/how-it-works.md. */
export interface Paths {
  root: string;
  home: string;
  db: string;
  locks: string;
  runs: string;
  logs: string;
  audit: string;
  bell: string;
  config: string;
}

export function pathsOf(root: string, config = join(root, 'orkestra.yaml')): Paths {
  const home = join(root, '.orkestra');
  return {
    root,
    home,
    db: join(home, 'orkestra.db'),
    locks: join(home, 'locks'),
    runs: join(home, 'runs'),
    logs: join(home, 'logs'),
    audit: join(home, 'logs', 'audit'),
    bell: join(home, 'bell'),
    config,
  };
}

/** All that a verb cannot control, passed in, so that a test can be the clock, the dice or the machine. */
export interface World {
  readonly paths: Paths;
  readonly db: Db;
  readonly config: Config;
  readonly log: Log;
  readonly processes: Processes;
  /** Who causes what happens now: 'user', 'engine', or a name. */
  readonly actor: string;
  /** This process as an owner of tasks and locks. */
  readonly owner: string;
  /** Wall clock, epoch ms. It may jump. */
  now(): number;
  /** Milliseconds since the machine started. It never jumps, and all processes of a machine share it. */
  uptime(): number;
  /** From 0 up to 1. */
  random(): number;
}

/** The same world, acting for somebody else. */
export const actingAs = (world: World, actor: string): World => Object.assign(Object.create(world) as World, {actor});

export const lockFacts = ({processes, now, uptime}: World): LockFacts => ({
  host: processes.host,
  boot: processes.boot,
  now: now(),
  uptime: uptime(),
  isAlive: (process) => processes.isAlive(process),
});

export function makeFolders(paths: Paths): void {
  for (const dir of [paths.home, paths.locks, paths.runs, paths.logs, paths.audit]) makeFolder(dir);
}
