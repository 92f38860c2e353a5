import {realpathSync} from 'node:fs';
import {relative, resolve} from 'node:path';
import type {BackupKind} from '../../../state/backups.js';
import {OrkestraError} from '../../../state/errors.js';
import type {OperationDetail} from '../../../state/operations.js';
import {translateFileError} from '../../file-errors.js';
import type {World} from '../../world.js';
import {checkBackupName, checkTag} from '../backup-name.js';
import {toBytes} from '../format/names.js';
import type {ListedBackup} from '../list-backups.js';
import type {ReadyRepository} from '../repository/of-project.js';
import {scratchPrefix} from '../store/scratch.js';
import type {Store} from '../store/store.js';
import type {BackupRequest} from './request.js';

export interface BackupOrder {
  paths: readonly string[];
  name?: string | undefined;
  tags?: readonly string[];
  exclude?: readonly string[];
  /** The text of each `--exclude-file`. */
  excludeFiles?: readonly string[];
  largestBytes?: number | undefined;
  usesIgnoreFiles?: boolean | undefined;
  skipsCaches?: boolean | undefined;
  isOneFileSystem?: boolean;
  /** Reads every file again, whatever the backup before says. */
  isForced?: boolean;
  /** They are real paths already, and a link among them is meant itself. */
  arePathsReal?: boolean;
  kind?: BackupKind;
  task?: number;
}

export interface BackupCall {
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the person had enough; what is stored by then stays for the next backup. */
  signal?: AbortSignal;
  onProgress?(detail: OperationDetail): void;
  /** The repository, when the caller has begun to open it already. */
  opening?: Promise<ReadyRepository>;
}

/** Refuses what cannot be done before anything is made for it. Returns the paths, links on the way followed. */
export function checkOrder({paths, name, tags = [], arePathsReal}: BackupOrder): string[] {
  if (name !== undefined) checkBackupName(name);
  for (const tag of tags) checkTag(tag);
  return arePathsReal ? [...paths] : paths.map(realPath);
}

/** As the person meant it: what is behind a link. */
function realPath(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (error) {
    throw translateFileError(error, path);
  }
}

interface Asked {
  world: World;
  order: BackupOrder;
  /** Absolute, links on the way followed. */
  paths: readonly string[];
}

/** The newest backup of the same paths on this machine: what did not change since is not read again. */
export function parentOf(
  backups: readonly ListedBackup[],
  paths: readonly string[],
  host: string,
): ListedBackup | undefined {
  const wanted = JSON.stringify([...paths].sort());
  return backups.find((backup) => backup.hostname === host && JSON.stringify([...backup.paths].sort()) === wanted);
}

/** The newest backup with some of it: for work whose paths are others each time. */
export function relatedTo(
  backups: readonly ListedBackup[],
  paths: readonly string[],
  host: string,
): ListedBackup | undefined {
  const isAbove = (above: string): boolean => paths.some((path) => path === above || path.startsWith(`${above}/`));
  return backups.find((backup) => backup.hostname === host && backup.paths.some(isAbove));
}

export function requestOf({world, order, paths}: Asked, store: Store, parent: ListedBackup | undefined): BackupRequest {
  const {config, processes} = world;
  const {exclude, gitignore, excludeCaches, compression} = config.backup;
  const hidden = [world.paths.home, ...(store.pathOf ? [store.where] : [])].map(behindLinks);
  if (store.pathOf) refuseWithin(behindLinks(store.where), paths);
  return {
    paths: paths.map(toBytes),
    parent,
    compression,
    isOneFileSystem: order.isOneFileSystem ?? false,
    scratchPrefix: scratchPrefix(store.scratch, processes),
    excludes: {
      globs: [...splitGlobs(exclude), ...(order.exclude ?? [])],
      files: order.excludeFiles ?? [],
      largestBytes: order.largestBytes,
      usesIgnoreFiles: order.usesIgnoreFiles ?? gitignore,
      skipsCaches: order.skipsCaches ?? excludeCaches,
    },
    never(target) {
      return hidden
        .map((folder) => relative(target, toBytes(folder)))
        .filter((below) => below !== '' && !isAbove(below));
    },
  };
}

const isAbove = (path: string): boolean => path === '..' || path.startsWith('../');

/** What is not there yet leads nowhere. */
function behindLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** It would grow while it is read. */
function refuseWithin(repository: string, paths: readonly string[]): void {
  const within = paths.find((path) => !isAbove(relative(repository, path)));
  if (within === undefined) return;
  throw new OrkestraError('refused', `${within} is the backup repository itself, or a part of it.`, {
    hint: 'Copy the repository to keep a second one.',
  });
}

const splitGlobs = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '');
