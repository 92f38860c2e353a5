import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {backUp} from '../../src/backups/make/back-up.js';
import type {BackupOrder} from '../../src/backups/make/order.js';
import type {BackupReport} from '../../src/backups/make/report.js';
import {createRepository} from '../../src/backups/repository/create.js';
import {openFolder} from '../../src/backups/store/folder.js';
import {type Dice, dice} from '../support/random.js';
import {scratch, type TestWorld, testWorld} from '../support/world.js';
import {PASSWORD, restic} from './restic.js';

/** A project with a repository that opens fast, and a folder to be backed up. */
export interface BackupProject {
  world: TestWorld;
  env: {RESTIC_PASSWORD: string; ORKESTRA_TRUST: string};
  /** Where the repository is. */
  where: string;
  folder: string;
  backUp(order?: Partial<BackupOrder>): Promise<BackupReport>;
  /** Writes a file of the folder. */
  put(path: string, content: string | Buffer): void;
  restic(...args: string[]): Promise<string>;
}

/** Quick to try: it locks nothing up. */
const cost = {N: 1024, r: 8, p: 1};

export async function backupProject(root = scratch('project'), name = 'files'): Promise<BackupProject> {
  mkdirSync(root, {recursive: true});
  const world = testWorld({}, root);
  const env = {RESTIC_PASSWORD: PASSWORD, ORKESTRA_TRUST: 'all'};
  const where = join(root, '.orkestra', 'backups');
  const folder = join(root, name);
  mkdirSync(folder, {recursive: true});
  if (!existsSync(join(where, 'config'))) {
    const store = openFolder(where, world);
    await createRepository(store, PASSWORD, {host: world.processes.host, user: 'me', now: Date.now(), cost});
  }
  return {
    ...{world, env, where, folder},
    backUp: (order = {}) => backUp(world, {paths: [folder], ...order}, {env}),
    put(path, content) {
      mkdirSync(dirname(join(folder, path)), {recursive: true});
      writeFileSync(join(folder, path), content);
    },
    restic: (...args) => restic(where, args),
  };
}

/** Bytes that no program can press together, the same for the same seed. */
export function noise(bytes: number, random: Dice = dice(1)): Buffer {
  const made = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) made.writeUInt32LE(random.below(2 ** 31), at);
  return made;
}
