import {makeBackupFile} from '../format/backup-file.js';
import {toText} from '../format/names.js';
import {timeText} from '../format/times.js';
import type {Repository} from '../repository/repository.js';
import type {FileError} from './jobs.js';
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

/** How far it is. The numbers only grow. */
export interface BackupCounts {
  files: number;
  newFiles: number;
  changedFiles: number;
  sameFiles: number;
  folders: number;
  others: number;
  /** Of files, as they were read or as they were before. */
  bytes: number;
  /** What was last dealt with; for people. */
  current: string;
}

export interface Problem {
  path: string;
  code: string;
  message: string;
}

export interface BackupWork {
  readonly counts: BackupCounts;
  readonly added: Added;
  readonly packs: readonly WrittenPack[];
  /** The first of them; `problemCount` says how many there were. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** Reads, compresses and stores. May be called again after a failure: what is stored already stays. */
  compress(signal: AbortSignal): Promise<void>;
  /** Makes all of it durable and then known. Returns the id of the backup. */
  store(facts: BackupFacts): Promise<string>;
  /** Removes what this work has put into the repository. */
  takeBack(how: {wasAlone: boolean}): Promise<void>;
  /** What is stored so far stays, for the next backup to find. */
  keep(): Promise<void>;
}

const MOST_PROBLEMS = 1000;

export function makeBackup(repository: Repository, request: BackupRequest): BackupWork {
  let counts = noCounts();
  let problems: Problem[] = [];
  let problemCount = 0;
  let tree = '';
  let backup: string | undefined;
  let stop = new AbortController();
  let resume: () => void = () => {};
  const putAway = makePutAway({repository, onRoom: () => resume(), onFailure: (error) => stop.abort(error)});
  const tell = {
    folder: () => void counts.folders++,
    other: () => void counts.others++,
    file(path: string, bytes: number, change: 'new' | 'changed' | 'same') {
      counts.files += 1;
      counts[`${change}Files`] += 1;
      counts.bytes += bytes;
      counts.current = path;
    },
    problem(path: string, {code, message}: FileError) {
      problemCount += 1;
      if (problems.length < MOST_PROBLEMS) problems.push({path: toText(path), code, message});
    },
  };
  return {
    get counts() {
      return counts;
    },
    get problems() {
      return problems;
    },
    get problemCount() {
      return problemCount;
    },
    added: putAway.added,
    packs: putAway.packs,
    async compress(signal) {
      counts = noCounts();
      problems = [];
      problemCount = 0;
      stop = new AbortController();
      const both = AbortSignal.any([signal, stop.signal]);
      const onPool = (wake: () => void): void => {
        resume = wake;
      };
      tree = await storeTree({repository, request, putAway, signal: both, tell, onPool});
    },
    async store(facts) {
      await putAway.flush();
      backup = await repository.save('snapshots', backupFile(facts));
      return backup;
    },
    async takeBack(how) {
      if (backup !== undefined) await repository.store.remove('snapshots', backup);
      await putAway.takeBack(how);
    },
    keep: putAway.flush,
  };

  function backupFile({startedAt, host, ...facts}: BackupFacts): Buffer {
    const {newFiles, changedFiles, sameFiles, files, bytes} = counts;
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

const noCounts = (): BackupCounts => ({
  ...{files: 0, newFiles: 0, changedFiles: 0, sameFiles: 0},
  ...{folders: 0, others: 0, bytes: 0, current: ''},
});
