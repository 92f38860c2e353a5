import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {forget, tryForget} from '../../src/backups/forget/forget.js';
import {whatGoes} from '../../src/backups/forget/plan.js';
import {prune} from '../../src/backups/prune/prune.js';
import {tagBackup} from '../../src/backups/retag.js';
import {parsePolicy} from '../../src/backups/retention/parse.js';
import {viewBackups} from '../../src/backups/view-backups.js';
import {type Contents, contentsOf} from '../backups/contents.js';
import {type BackupProject, backupProject, noise} from '../backups/project.js';
import {type Dice, dice} from '../support/random.js';
import {expectWhole} from './prune-storm.js';

/** What must be restorable, by the id it has now. */
type Model = Map<string, Contents>;

/** Backs up, forgets, prunes and tags as the dice fall, and holds the repository against what must be in it. */
export async function walkBackups({steps, seed, checkEvery}: {steps: number; seed: number; checkEvery: number}) {
  const random = dice(seed);
  const project = await backupProject();
  const model: Model = new Map();
  project.put('first', 'words');
  await backUpOnce(project, model, random);
  for (let step = 1; step <= steps; step++) {
    const deed = random.pick([backUpOnce, backUpOnce, forgetNamed, forgetByPolicy, pruneOnce, tagOnce]);
    await deed(project, model, random);
    if (step % checkEvery === 0) await expectModel(project, model, `seed ${seed}, step ${step}: ${deed.name}`);
  }
  await expectModel(project, model, `seed ${seed}, at the end`);
}

async function expectModel(project: BackupProject, model: Model, what: string): Promise<void> {
  const {backups} = await viewBackups(project.world, {}, project.env);
  expect(backups.map(({id}) => id).sort(), what).toEqual([...model.keys()].sort());
  await expectWhole(project, model, what);
}

async function backUpOnce(project: BackupProject, model: Model, random: Dice): Promise<void> {
  for (let n = 0; n < 4; n++) project.put(`${random.below(3)}/${random.below(9)}`, noise(random.below(20_000), random));
  if (random.chance(30)) rmSync(join(project.folder, String(random.below(3))), {recursive: true, force: true});
  const order = random.chance(60) ? {name: random.pick(['one', 'other'])} : {tags: ['loose']};
  const {id} = await project.backUp(order);
  model.set(id, contentsOf(project.folder));
}

async function forgetNamed({world, env}: BackupProject, model: Model, random: Dice): Promise<void> {
  const words = [...model.keys()].filter(() => random.chance(20));
  if (words.length === 0) return;
  const {forgotten} = await forget(world, {words}, new Set(words), {env});
  expect(forgotten.map(({id}) => id).sort()).toEqual([...words].sort());
  for (const id of words) model.delete(id);
}

async function forgetByPolicy({world, env}: BackupProject, model: Model, random: Dice): Promise<void> {
  const policy = parsePolicy(random.pick(['last 2', 'last 4', 'tag loose', 'within 2w', 'hourly 1']));
  const order = {policy, filter: random.chance(50) ? {name: 'one'} : {}};
  const agreed = whatGoes(await tryForget(world, order, {env}));
  const {forgotten} = await forget(world, order, new Set(agreed.map(({id}) => id)), {env});
  expect(forgotten.length).toBe(agreed.length);
  for (const {id} of forgotten) model.delete(id);
}

async function pruneOnce({world, env}: BackupProject, _: Model, random: Dice): Promise<void> {
  const mostUnused = random.pick([{bytes: 0}, {share: 0.2}]);
  const order = {mostUnused, repacksSmall: random.chance(30), isRepair: random.chance(20), packBytes: 60_000};
  await prune(world, order, {env});
}

async function tagOnce({world, env}: BackupProject, model: Model, random: Dice): Promise<void> {
  const ids = [...model.keys()];
  if (ids.length === 0) return;
  const word = random.pick(ids);
  const tagged = await tagBackup(world, {word, add: [random.pick(['a', 'b'])], remove: []}, {env});
  const contents = model.get(word) ?? {};
  model.delete(word);
  model.set(tagged.id, contents);
}
