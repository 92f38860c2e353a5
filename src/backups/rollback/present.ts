import {type BigIntStats, lstatSync} from 'node:fs';
import {errnoOf} from '../../../state/errors.js';
import type {Scope} from '../excludes/excludes.js';
import {pathFor} from '../format/names.js';
import {isCache, type Look, makeLook, readIgnoreFileAt} from '../make/look.js';
import type {BackupRequest} from '../make/request.js';
import {walkOptions} from '../make/walk-options.js';

export type EntryKind = 'file' | 'symlink' | 'folder' | 'other';

export interface Present {
  kind: EntryKind;
  stats: BigIntStats;
}

interface Walk {
  look: Look;
  usesIgnoreFiles: boolean;
  skipsCaches: boolean;
  found: Map<string, Present>;
}

export const kindOf = (stats: BigIntStats): EntryKind =>
  stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'symlink' : stats.isDirectory() ? 'folder' : 'other';

/** What is under this name, links not followed; a file where a folder should be means that nothing is. */
export function presentAt(path: string): Present | undefined {
  try {
    const stats = lstatSync(pathFor(path), {bigint: true, throwIfNoEntry: false});
    return stats && {kind: kindOf(stats), stats};
  } catch (error) {
    if (errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** What is there now of what a backup of this request would take, by path in bytes. Nothing is read but names. */
export function lookAtPresent(request: BackupRequest): Map<string, Present> {
  const options = walkOptions(request);
  const found = new Map<string, Present>();
  const {usesIgnoreFiles, skipsCaches} = options;
  const walk: Walk = {look: makeLook(() => {}), usesIgnoreFiles, skipsCaches, found};
  for (const path of request.paths) {
    const stats = walk.look.entry(path, path);
    if (!stats) continue;
    found.set(path, {kind: kindOf(stats), stats});
    if (stats.isDirectory()) lookInto(walk, path, (ignore) => options.scopeAt(path, ignore));
  }
  return found;
}

function lookInto(walk: Walk, folder: string, scopeFor: (ignore: string | undefined) => Scope): void {
  const {look, usesIgnoreFiles, skipsCaches, found} = walk;
  const names = look.names(folder, folder) ?? [];
  const hasIgnore = usesIgnoreFiles && names.includes('.gitignore');
  const entered = scopeFor(hasIgnore ? readIgnoreFileAt(folder) : undefined);
  const scope = skipsCaches && isCache(folder, names) ? entered.asCache() : entered;
  for (const name of names) {
    const path = folder === '/' ? `/${name}` : `${folder}/${name}`;
    const stats = look.entry(path, path);
    if (!stats || stats.isSocket() || scope.isExcluded(name, stats.isDirectory(), Number(stats.size))) continue;
    found.set(path, {kind: kindOf(stats), stats});
    if (stats.isDirectory()) lookInto(walk, path, (ignore) => scope.enter(name, ignore));
  }
}
