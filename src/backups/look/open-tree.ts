import {OrkestraError} from '../../../state/errors.js';
import type {World} from '../../world.js';
import {type Entry, parseTree} from '../format/tree.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import {loadIndex} from '../repository/load-index.js';
import {lockRequest} from '../repository/of-project.js';
import {makeTreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import {type Env, withRepository} from '../with-repository.js';

/** The entries of a folder in a backup, by its id. */
export type OpenTree = (id: string) => Promise<Entry[]>;

export interface LookCall {
  env: Env;
  signal?: AbortSignal;
}

export interface Look {
  repository: Repository;
  /** The newest first; damaged ones are left out. */
  backups: ListedBackup[];
  openTree: OpenTree;
}

const PATIENCE_MS = 10_000;

/** For whoever looks into backups: nobody may remove anything meanwhile. */
export async function whileLooking<Of>(world: World, call: LookCall, deed: (look: Look) => Promise<Of>): Promise<Of> {
  return withRepository(world, call.env, lockRequest(world, false, PATIENCE_MS), async (repository) => {
    const [backups] = await Promise.all([listBackups(repository, () => {}), loadIndex(repository)]);
    const readTree = makeTreeReader(repository);
    const openTree: OpenTree = async (id) => {
      call.signal?.throwIfAborted();
      const json = await readTree(id);
      if (json) return parseTree(json, id);
      throw new OrkestraError('corrupt', `The folder ${id.slice(0, 8)} in ${repository.store.where} cannot be read.`, {
        hint: '`orkestra verify` says which backups it belongs to.',
      });
    };
    try {
      return await deed({repository, backups, openTree});
    } finally {
      readTree.close();
    }
  });
}
