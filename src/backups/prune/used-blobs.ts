import {OrkestraError} from '../../../state/errors.js';
import {parseTree} from '../format/tree.js';
import type {ListedBackup} from '../list-backups.js';
import {type BlobTable, enlarge, makeBlobTable} from '../repository/blob-table.js';
import {makeTreeReader, type TreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import {textOf} from '../select.js';

/** The ids that backups need: claims without a place. */
export type UsedBlobs = Pick<BlobTable, 'has' | 'count' | 'eachClaim'>;

interface Progress {
  signal: AbortSignal;
  tell?(trees: number): void;
}

type Backups = readonly Pick<ListedBackup, 'id' | 'name' | 'tree'>[];

/**
 * Walks every tree of every backup. A tree that cannot be read ends it, and so does a blob that is nowhere: what is needed
 * beneath it is unknown, and would be thrown away.
 */
export async function findUsed(repository: Repository, backups: Backups, progress: Progress): Promise<UsedBlobs> {
  const used = makeBlobTable(repository.blobs.count);
  const walked = makeBlobTable(0);
  const readTree = makeTreeReader(repository);
  const walk = {repository, readTree, used, walked, ...progress};
  try {
    for (const backup of backups) await walkTrees(walk, backup);
  } finally {
    readTree.close();
  }
  return used;
}

interface Walk extends Progress {
  repository: Repository;
  readTree: TreeReader;
  used: BlobTable;
  /** Not the same as used: a chunk may have the very bytes of a folder, and says nothing of what is below that. */
  walked: BlobTable;
}

async function walkTrees(walk: Walk, backup: Backups[number]): Promise<void> {
  const {repository, readTree, used, signal, tell} = walk;
  const need = (id: string, what: string, type: 'data' | 'tree'): Buffer => {
    const bytes = Buffer.from(id, 'hex');
    if (!repository.blobs.has(bytes)) throw missing(backup, `${what} ${id.slice(0, 8)} is in no pack`);
    used.claim(bytes, type);
    return bytes;
  };
  const left: string[] = [];
  const needTree = (id: string): void => {
    if (walk.walked.isCrowded) walk.walked = enlarge(walk.walked);
    if (walk.walked.claim(need(id, 'the folder', 'tree'), 'tree')) left.push(id);
  };
  needTree(backup.tree);
  for (let id = left.pop(), trees = 1; id !== undefined; id = left.pop(), trees++) {
    signal.throwIfAborted();
    const json = await readTree(id);
    if (!json) throw missing(backup, `the folder ${id.slice(0, 8)} cannot be read`);
    for (const {content, subtree} of parseTree(json, id)) {
      if (subtree !== undefined) needTree(subtree);
      for (const chunk of content) need(chunk, 'the chunk', 'data');
    }
    tell?.(trees);
  }
}

const missing = (backup: Backups[number], why: string): OrkestraError =>
  new OrkestraError('corrupt', `The backup ${textOf(backup)} is damaged: ${why}. Nothing was removed.`, {
    hint: '`orkestra verify` says what it lacks. `orkestra prune --repair` may find it, or forget that backup.',
  });
