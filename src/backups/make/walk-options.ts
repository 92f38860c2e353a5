import {readAbove} from '../excludes/above.js';
import {makeExcludes} from '../excludes/excludes.js';
import {toText} from '../format/names.js';
import {type ParentTree, parentTree} from '../format/parent-tree.js';
import type {TreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import {readOwners} from './owners.js';
import type {BackupRequest} from './request.js';
import type {WalkWorld} from './walk.js';

/** What a request says about the walk. */
export const walkOptions = (
  request: BackupRequest,
): Pick<WalkWorld, 'owners' | 'isOneFileSystem' | 'usesIgnoreFiles' | 'skipsCaches' | 'scopeAt'> => ({
  owners: readOwners(),
  isOneFileSystem: request.isOneFileSystem,
  usesIgnoreFiles: request.excludes.usesIgnoreFiles,
  skipsCaches: request.excludes.skipsCaches,
  scopeAt: (target, ignoreFile) =>
    makeExcludes({
      ...request.excludes,
      ...{always: request.never(target), ignoreFile},
      above: request.excludes.usesIgnoreFiles ? readAbove(toText(target)) : [],
    }),
});

export const parentTrees =
  (read: TreeReader | undefined) =>
  async (id: string | undefined): Promise<ParentTree | undefined> => {
    const json = id === undefined ? undefined : await read?.(id);
    return json && parentTree(json);
  };

export const hasAllOf = (repository: Repository): ((ids: readonly string[]) => boolean) => {
  const bytes = Buffer.alloc(32);
  return (ids) =>
    ids.every((id) => {
      bytes.write(id, 'hex');
      return repository.blobs.has(bytes, 'data');
    });
};
