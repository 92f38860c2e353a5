import {OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import {makeBackupFile} from '../format/backup-file.js';
import {toText} from '../format/names.js';
import {timeText} from '../format/times.js';
import {withoutClaims} from '../repository/blob-table.js';
import type {Repository} from '../repository/repository.js';
import {ownPrefix, removeScratch} from '../store/scratch.js';
import {makeNews, type News} from './news.js';
import {type Added, makePutAway, type WrittenPack} from './put-away.js';
import type {BackupRequest} from './request.js';
import {storeTree} from './store-tree.js';

/** Who makes the backup, and what it is called by. */
export interface BackupFacts {
  startedAt: number;
  host: string;
  user: string;
  uid: number;
  gid: number;
  tags: readonly string[];
  programVersion: string;
}

export interface BackupWork {
  /** Of the last try. */
  readonly news: News;
  readonly added: Added;
  readonly packs: readonly WrittenPack[];
  /** Reads, compresses and stores. May be called again after a failure: what is stored already stays. */
  compress(signal: AbortSignal): Promise<void>;
  /** Makes all of it durable and then known. Returns the id of the backup. */
  store(facts: BackupFacts): Promise<string>;
  /** Removes what this work has put into the repository. */
  takeBack(wasAlone: () => Promise<boolean>): Promise<void>;
  /** What is stored so far stays, for the next backup to find. */
  keep(): Promise<void>;
}

export function makeBackup(
  repository: Repository,
  request: BackupRequest,
  mayList: () => Promise<void> = async () => {},
): BackupWork {
  let news = makeNews();
  let tree = '';
  let backup: string | undefined;
  let storing: Promise<unknown> | undefined;
  let isOver = false;
  let stop = new AbortController();
  let resume: () => void = () => {};
  const putAway = makePutAway({repository, mayList, onRoom: () => resume(), onFailure: (error) => stop.abort(error)});
  return {
    get news() {
      return news;
    },
    added: putAway.added,
    packs: putAway.packs,
    async compress(signal) {
      news = makeNews();
      stop = new AbortController();
      const both = AbortSignal.any([signal, stop.signal]);
      const onPool = (wake: () => void): void => {
        resume = wake;
      };
      const own = {...request, scratchPrefix: ownPrefix(request.scratchPrefix)};
      try {
        tree = await storeTree({repository, request: own, putAway, signal: both, tell: news.tell, onPool});
        await putAway.settle();
      } catch (error) {
        await clear(own.scratchPrefix);
        // Whoever stopped it knows why; the threads only know that they were stopped.
        throw translateFileError(both.aborted ? both.reason : error, repository.store.where);
      }
    },
    store(facts) {
      const stored = makeKnown(facts);
      storing = stored;
      return stored;
    },
    async takeBack(wasAlone) {
      isOver = true;
      putAway.giveUp();
      // What is being written cannot be removed before it is there.
      await storing?.catch(() => {});
      // It would be taken for the backup of somebody else.
      if (backup !== undefined) await repository.store.remove('snapshots', backup);
      await putAway.takeBack({wasAlone: await wasAlone()});
    },
    async keep() {
      isOver = true;
      await putAway.flush();
    },
  };

  async function makeKnown(facts: BackupFacts): Promise<string> {
    await putAway.flush();
    await mayList();
    if (isOver) throw new OrkestraError('unavailable', 'The backup was stopped.');
    backup = await repository.save('snapshots', backupFile(facts));
    return backup;
  }

  /** What was claimed and lies in no pack will be stored by nobody: another try has to store it itself. */
  async function clear(prefix: string): Promise<void> {
    await putAway.settle().catch(() => {});
    repository.blobs = withoutClaims(repository.blobs);
    await removeScratch(prefix);
  }

  function backupFile({startedAt, host, ...facts}: BackupFacts): Buffer {
    const {newFiles, changedFiles, sameFiles, files, bytes} = news.counts;
    const {dataBlobs, treeBlobs, bytes: addedBytes, storedBytes} = putAway.added;
    return makeBackupFile({
      time: timeText(BigInt(startedAt) * 1_000_000n),
      tree,
      parent: request.parent?.id,
      paths: request.paths.map(toText),
      hostname: host,
      username: facts.user,
      uid: facts.uid,
      gid: facts.gid,
      excludes: request.excludes.globs,
      tags: facts.tags,
      programVersion: facts.programVersion,
      more: {
        summary: {
          backup_start: timeText(BigInt(startedAt) * 1_000_000n),
          files_new: newFiles,
          files_changed: changedFiles,
          files_unmodified: sameFiles,
          data_blobs: dataBlobs,
          tree_blobs: treeBlobs,
          data_added: addedBytes,
          data_added_packed: storedBytes,
          total_files_processed: files,
          total_bytes_processed: bytes,
        },
      },
    });
  }
}
