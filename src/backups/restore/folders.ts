import {closeSync, fstatSync, mkdirSync} from 'node:fs';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {openOne} from './held-folders.js';
import {whyFailed} from './make-file.js';
import {finish, UNFINISHED_FOLDER} from './metadata.js';
import type {PlannedFolder} from './plan.js';
import {entryPath, fullPathOf, type Restoring} from './restoring.js';

/** The folders of a plan by number, once they are made. */
export interface MadeFolders {
  /** Something else is in the way of it, or of a folder it lies in. */
  isBroken(folder: number): boolean;
  pathOf(folder: number): string;
  /** Those whose owner, mode and times are still to be set. */
  readonly unfinished: number[];
}

/** From the top down. What lies in a folder that cannot be made is left out; it is told once. */
export function makeFolders(restoring: Restoring): MadeFolders {
  const {plan, report, overwrites} = restoring;
  const broken = new Set<string>();
  const unfinished: number[] = [];
  for (const [number, folder] of plan.folders.entries()) {
    if (number === 0) continue;
    if (broken.has(aboveOf(folder.path).folder)) {
      broken.add(folder.path);
      continue;
    }
    try {
      const state = makeOne(restoring, folder);
      if (state === 'made') report.add('folders');
      if (folder.metadata && (state !== 'there' || overwrites)) unfinished.push(number);
    } catch (error) {
      if (errnoOf(error) === undefined && !(error instanceof OrkestraError)) throw error;
      broken.add(folder.path);
      report.problem(fullPathOf(restoring, '', folder.path), folderTrouble(error));
    }
  }
  const pathOf = (folder: number): string => plan.folders[folder]?.path ?? '';
  return {isBroken: (folder) => broken.has(pathOf(folder)), pathOf, unfinished};
}

const folderTrouble = (error: unknown): string =>
  error instanceof OrkestraError
    ? 'a link or a file is there instead of a folder; nothing is restored into it'
    : `the folder cannot be made: ${whyFailed(error)}`;

export function aboveOf(path: string): {folder: string; name: string} {
  const slash = path.lastIndexOf('/');
  return {folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1)};
}

/** `ours`: a restore that did not come to its end has left it. */
function makeOne({held}: Restoring, {path, metadata}: PlannedFolder): 'made' | 'there' | 'ours' {
  const {folder, name} = aboveOf(path);
  try {
    mkdirSync(entryPath(held, folder, name), metadata ? UNFINISHED_FOLDER : 0o777);
    return 'made';
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
  return (fstatSync(held.open(path)).mode & 0o7777) === UNFINISHED_FOLDER ? 'ours' : 'there';
}

/** From the bottom up: what is made in a folder changes its time, and its mode may keep its maker out. */
export function finishFolders(restoring: Restoring, {unfinished, pathOf}: MadeFolders, isRoot: boolean): void {
  const {plan, held, report} = restoring;
  for (const number of unfinished.toReversed()) {
    const metadata = plan.folders[number]?.metadata;
    if (!metadata) continue;
    const {folder, name} = aboveOf(pathOf(number));
    try {
      const descriptor = openOne(held.pathOf(folder, name), pathOf(number));
      try {
        finish(descriptor, metadata, isRoot);
      } finally {
        closeSync(descriptor);
      }
    } catch (error) {
      if (errnoOf(error) === undefined && !(error instanceof OrkestraError)) throw error;
      report.problem(fullPathOf(restoring, folder, name), whyFailed(error));
    }
  }
}
