import {cpSync, mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {listBackups} from '../../src/backups/list-backups.js';
import {prune, tryPrune} from '../../src/backups/prune/prune.js';
import {loadIndex} from '../../src/backups/repository/load-index.js';
import {openProjectRepository} from '../../src/backups/repository/of-project.js';
import {type Contents, contentsIn, contentsOf} from '../backups/contents.js';
import {type BackupProject, backupProject, noise} from '../backups/project.js';
import {startChild} from '../support/child.js';
import {type Dice, dice} from '../support/random.js';
import {scratch} from '../support/world.js';

const PACK_BYTES = 96 * 1024;

/** A repository with backups that share much, and what each of them has to restore. */
export interface Stocked {
  project: BackupProject;
  contents: Map<string, Contents>;
}

/** Each backup changes some files, adds some and drops some, so that most packs are partly used once some are forgotten. */
export async function stock(backups: number, random: Dice, root?: string): Promise<Stocked> {
  const project = await backupProject(root);
  const contents = new Map<string, Contents>();
  for (let round = 0; round < backups; round++) {
    for (let n = 0; n < 6; n++)
      project.put(`${random.below(4)}/${random.below(12)}`, noise(random.below(30_000), random));
    if (random.chance(30)) rmSync(join(project.folder, String(random.below(4))), {recursive: true, force: true});
    project.put('always', noise(10_000, dice(9)));
    const {id} = await project.backUp({name: random.pick(['one', 'other'])});
    contents.set(id, contentsOf(project.folder));
  }
  return {project, contents};
}

/** What must hold whatever died: restic finds no error, and each of these backups is there to the byte. */
export async function expectWhole(project: BackupProject, kept: ReadonlyMap<string, Contents>, what: string) {
  await project.restic('unlock');
  expect(await project.restic('check', '--read-data'), what).toContain('no errors were found');
  const repository = await openProjectRepository(project.world, project.env);
  await loadIndex(repository);
  const there = await listBackups(repository);
  for (const [id, contents] of kept) {
    const backup = there.find((one) => one.id === id);
    expect(backup, `${what}: the backup ${id} is there`).toBeDefined();
    expect(await contentsIn(repository, backup?.tree ?? '', backup?.paths[0] ?? ''), what).toEqual(contents);
  }
}

/** Another project with the same repository. Its folder is the one that was backed up. */
export async function copyOf({project}: Stocked): Promise<BackupProject> {
  const root = scratch('copy');
  mkdirSync(join(root, '.orkestra'));
  cpSync(project.where, join(root, '.orkestra', 'backups'), {recursive: true});
  return backupProject(root);
}

interface Death {
  change: number;
  when: 'before' | 'after';
}

const pruner = (project: BackupProject, dieAt: Partial<Death>) =>
  startChild('pruner', [project.world.paths.root, JSON.stringify(dieAt)]);

/** How many changes a whole prune makes to the disk. */
export async function countChanges(stocked: Stocked): Promise<number> {
  const child = await pruner(await copyOf(stocked), {});
  child.send({type: 'prune', packBytes: PACK_BYTES});
  const {changes} = await child.next<{type: string; changes: number; freedBytes: number}>('prune');
  await child.kill();
  return changes;
}

/** Kills a prune at one change, holds what is left against what must be there, and lets the next prune finish. */
export async function killPrune(stocked: Stocked, kept: Map<string, Contents>, dieAt: Death): Promise<void> {
  const what = `killed ${dieAt.when} change ${dieAt.change}`;
  const project = await copyOf(stocked);
  const child = await pruner(project, dieAt);
  child.send({type: 'prune', packBytes: PACK_BYTES});
  const {signal} = await child.exited;
  expect(signal, what).toBe('SIGKILL');
  await expectWhole(project, kept, what);
  const order = {mostUnused: {bytes: 0}, repacksSmall: false, isRepair: false, packBytes: PACK_BYTES};
  await prune(project.world, order, project);
  expect(await tryPrune(project.world, order, project), what).toMatchObject({freedBytes: 0});
  await expectWhole(project, kept, `${what}, and finished by the next`);
}

/** Kills a forgetting at one change: every backup is there or gone, and all that were not named are there. */
export async function killForget(stocked: Stocked, words: readonly string[], dieAt: Death): Promise<void> {
  const project = await copyOf(stocked);
  const child = await pruner(project, dieAt);
  child.send({type: 'forget', words});
  expect((await child.exited).signal).toBe('SIGKILL');
  const kept = new Map([...stocked.contents].filter(([id]) => !words.includes(id)));
  await expectWhole(project, kept, `forgetting, killed ${dieAt.when} change ${dieAt.change}`);
}
