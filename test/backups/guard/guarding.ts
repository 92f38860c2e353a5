import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {whileLocked} from '../../../src/backups/repository/locks.js';
import {lockRequest, openProjectRepository} from '../../../src/backups/repository/of-project.js';
import {type Engine, startEngine} from '../../../src/engine.js';
import type {World} from '../../../src/world.js';
import {type BackupProject, backupProject} from '../project.js';
import {PASSWORD} from '../restic.js';

/** A project whose repository is there, where attempts are guarded as a person has it by default. */
export async function guardedProject(root?: string): Promise<BackupProject> {
  process.env.RESTIC_PASSWORD = PASSWORD;
  const project = await backupProject(root, 'src');
  project.world.configure({backup: {guard: 'agents'}, queue: {retryDelayMs: 50}});
  return project;
}

export function engineOf(world: World): Engine {
  const engine = startEngine(world);
  onTestFinished(() => engine.stop('hand-back'));
  return engine;
}

/** Nobody else gets at the repository until the deed is over. */
export async function alone<Of>({world, env}: BackupProject, deed: () => Promise<Of>): Promise<Of> {
  const repository = await openProjectRepository(world, env);
  try {
    return await whileLocked(repository, lockRequest(world, true), deed);
  } finally {
    await repository.store.close();
  }
}

/** All that is in a folder, by path. */
export const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'latin1')]),
  );
