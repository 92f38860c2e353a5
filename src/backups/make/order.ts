import {realpathSync} from 'node:fs';
import {relative} from 'node:path';
import type {BackupKind} from '../../../state/backups.js';
import type {OperationDetail} from '../../../state/operations.js';
import type {World} from '../../world.js';
import {toBytes} from '../format/names.js';
import type {ListedBackup} from '../list-backups.js';
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

/** A backup that the program takes by itself, to go back to: what the program keeps for itself is no part of it. */
const isOwn = ({kind}: BackupOrder): boolean => kind === 'guard' || kind === 'rollback';

export function requestOf({world, order, paths}: Asked, store: Store, parent: ListedBackup | undefined): BackupRequest {
  const {config, processes} = world;
  const {exclude, gitignore, excludeCaches, compression} = config.backup;
  const hidden = [...(store.pathOf ? [store.where] : []), ...(isOwn(order) ? [realpathSync(world.paths.home)] : [])];
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
        .filter((below) => below !== '' && !below.startsWith('..'));
    },
  };
}

const splitGlobs = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '');
