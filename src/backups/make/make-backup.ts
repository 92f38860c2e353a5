import {makeBackupFile} from '../format/backup-file.js';
import {toText} from '../format/names.js';
import {timeText} from '../format/times.js';
import type {Repository} from '../repository/repository.js';
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
  mayList: Promise<void> = Promise.resolve(),
): BackupWork {
  let news = makeNews();
  let tree = '';
  let backup: string | undefined;
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
      tree = await storeTree({repository, request, putAway, signal: both, tell: news.tell, onPool});
    },
    async store(facts) {
      await mayList;
      await putAway.flush();
      backup = await repository.save('snapshots', backupFile(facts));
      return backup;
    },
    async takeBack(wasAlone) {
      putAway.giveUp();
      // It would be taken for the backup of somebody else.
      if (backup !== undefined) await repository.store.remove('snapshots', backup);
      await putAway.takeBack({wasAlone: await wasAlone()});
    },
    keep: putAway.flush,
  };

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
