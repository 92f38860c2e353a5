import {lstatSync} from 'node:fs';
import {join} from 'node:path';
import {toText} from '../format/names.js';
import type {RestorePlan} from './plan.js';

/** What a restore would make, for people. */
export interface ListedEntry {
  path: string;
  kind: 'file' | 'folder' | 'symlink' | 'fifo';
  bytes: number;
  /** Something is there under this name. What would become of it depends on what it holds. */
  isThere: boolean;
}

/** Writes nothing. */
export function* listRestore(plan: RestorePlan, to: string): Generator<ListedEntry> {
  const base = Buffer.from(to).toString('latin1');
  const entry = (folder: number, name: string, kind: ListedEntry['kind'], bytes: number): ListedEntry => {
    const path = join(base, plan.folders[folder]?.path ?? '', name);
    return {path: toText(path), kind, bytes, isThere: isThere(path)};
  };
  for (const [number, {path}] of plan.folders.entries()) if (path !== '') yield entry(number, '', 'folder', 0);
  for (const {folder, name, bytes} of plan.files) yield entry(folder, name, 'file', bytes);
  for (const {folder, name, kind} of plan.others) yield entry(folder, name, kind, 0);
}

function isThere(path: string): boolean {
  try {
    return lstatSync(Buffer.from(path, 'latin1'), {throwIfNoEntry: false}) !== undefined;
  } catch {
    // A file where a folder should be, or a folder that may not be looked into: nothing of that name is seen there.
    return false;
  }
}
