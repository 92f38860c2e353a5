import {toBytes, toText} from '../format/names.js';
import type {Entry} from '../format/tree.js';

/** What was backed up, found again in the trees of a backup. */
export interface Target {
  /** The folders that lead to it, in bytes. */
  steps: readonly string[];
  /** None for the root of the backup itself. */
  entry: Entry | undefined;
  treeId: string | undefined;
  /** Where it goes, below the folder that is restored into. Empty: its content goes there directly. */
  to: string;
}

export type ReadEntries = (treeId: string) => Promise<Entry[] | undefined>;

/** Each of the paths goes under its last step; two with the same last step go under their full paths. */
export async function layOut(rootTree: string, paths: readonly string[], read: ReadEntries): Promise<Target[]> {
  const root = wholeOf(rootTree);
  const found: Target[] = [];
  for (const path of outermost(paths)) found.push((await find(rootTree, stepsOf(path), read)) ?? asRoot(root, path));
  if (found.length === 0) return [root];
  const names = found.map(({to}) => to);
  const isTwice = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  return found.map((target) => (isTwice(target.to) ? {...target, to: target.steps.join('/')} : target));
}

/** All of a backup, with the folders that lead to what was backed up. */
export const wholeOf = (rootTree: string): Target => ({steps: [], entry: undefined, treeId: rootTree, to: ''});

/** Paths that are absolute and in text, as the file of a backup has them. */
export const stepsOf = (path: string): string[] => path.split('/').filter((step) => step !== '' && step !== '.');

/** What lies within another one comes with it. */
function outermost(paths: readonly string[]): string[] {
  const all = [...new Set(paths.map((path) => `/${stepsOf(path).join('/')}`))];
  return all.filter(
    (path) => !all.some((other) => other !== path && `${path}/`.startsWith(other === '/' ? '/' : `${other}/`)),
  );
}

/**
 * restic keeps a path that was given relative to where it ran by its last steps only, so the beginning may be missing; of
 * a backup of `.` all of it is.
 */
async function find(rootTree: string, steps: readonly string[], read: ReadEntries): Promise<Target | undefined> {
  for (let skipped = 0; skipped < steps.length; skipped++) {
    const found = await follow(rootTree, steps.slice(skipped), read);
    if (found) return found;
  }
  return undefined;
}

async function follow(rootTree: string, steps: readonly string[], read: ReadEntries): Promise<Target | undefined> {
  let treeId: string | undefined = rootTree;
  let entry: Entry | undefined;
  for (const step of steps) {
    const entries: Entry[] | undefined = treeId === undefined ? undefined : await read(treeId);
    entry = entries?.find(({name}) => name === toBytes(step) || toText(name) === step);
    if (!entry) return undefined;
    treeId = entry.subtree;
  }
  return entry && {steps: steps.map(toBytes), entry, treeId, to: entry.name};
}

const asRoot = (root: Target, path: string): Target => {
  const name = stepsOf(path).at(-1) ?? '';
  return {...root, to: toBytes(name)};
};
