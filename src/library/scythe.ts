import {backUp} from '../backups/make/back-up.js';
import type {BackupOrder} from '../backups/make/order.js';
import type {BackupReport} from '../backups/make/report.js';
import {bringBack, type RestoreOrder, type RestoreReport} from '../backups/restore/bring-back.js';
import {type VerifyDepth, type VerifyReport, verifyBackups} from '../backups/verify/verify-backups.js';
import type {Clock} from '../project.js';
import {OpenProject} from './open-project.js';

/** Backups of a project and what is around it: the same as `orkestra backup`, `restore` and `verify` do. */
export class Scythe {
  readonly #project: OpenProject;

  /** `actor` is who the audit trail names. */
  constructor(root: string = process.cwd(), {actor = 'user', clock}: {actor?: string; clock?: Clock} = {}) {
    this.#project = new OpenProject(root, {actor, clock});
  }

  /** A path that does not exist is refused and leaves nothing behind. */
  async executeBackup(
    path: string,
    name?: string,
    order: Omit<BackupOrder, 'paths' | 'name' | 'kind' | 'task'> = {},
  ): Promise<BackupReport> {
    const {world} = await this.#project.open(true);
    return backUp(world, {...order, paths: [path], name}, {env: process.env});
  }

  /** Never outside of `to`, and never over other files unless `overwrites` says so. */
  async restore(order: RestoreOrder): Promise<RestoreReport> {
    const {world} = await this.#project.open(false);
    return bringBack(world, order, {env: process.env});
  }

  async verify(backup?: string, depth: VerifyDepth = 'full'): Promise<VerifyReport> {
    const {world} = await this.#project.open(false);
    return verifyBackups(world, {depth, backup}, {env: process.env});
  }

  close(): Promise<void> {
    return this.#project.close();
  }
}
