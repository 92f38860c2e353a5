import {lstatSync, realpathSync} from 'node:fs';
import {join, relative} from 'node:path';
import type {GuardScope} from '../../../state/guards.js';
import {overlaps} from '../../locks/overlap.js';

/** What is to be kept, and what could not be looked at. */
export interface FoundScope extends GuardScope {
  /** Declared, and leading out of the project folder: nothing there is ours to put back. */
  outside: readonly string[];
}

/** What a task may touch: the folders and files its globs begin with, as far as they are there. */
export function scopeOf(root: string, globs: readonly string[]): FoundScope {
  const base = realpathSync(root);
  if (globs.length === 0) return {globs, paths: [base], outside: []};
  const beginnings = globs.map(beginningOf);
  const outside = globs.filter((_, at) => isOutside(base, beginnings[at] ?? ''));
  const paths = beginnings.filter((path) => !isOutside(base, path) && isThere(join(base, path)));
  return {globs, paths: outermost(paths.map((path) => join(base, path))), outside};
}

/** The steps of a glob before the first that is none to be taken literally. */
export function beginningOf(glob: string): string {
  const steps = glob.split('/').filter((step) => step !== '' && step !== '.');
  const wild = steps.findIndex((step) => /[*?[\]{}()!|\\"]/.test(step));
  return steps.slice(0, wild < 0 ? steps.length : wild).join('/');
}

/** A link on the way may lead anywhere. */
function isOutside(base: string, path: string): boolean {
  if (path.split('/').includes('..')) return true;
  const steps = path.split('/').filter(Boolean);
  return steps.slice(0, -1).some((_, at) => isLink(join(base, ...steps.slice(0, at + 1))));
}

const isLink = (path: string): boolean => lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink() === true;

function isThere(path: string): boolean {
  try {
    return lstatSync(path, {throwIfNoEntry: false}) !== undefined;
  } catch {
    // A file where a folder should be: there is nothing of that name.
    return false;
  }
}

const outermost = (paths: readonly string[]): string[] => {
  const all = [...new Set(paths)].sort();
  return all.filter((path) => !all.some((other) => other !== path && path.startsWith(`${other}/`)));
};

/** Whether a task with this scope may have touched the file. */
export function isInScope({globs}: Pick<GuardScope, 'globs'>, root: string, path: string): boolean {
  return globs.length === 0 || globs.some((glob) => overlaps(glob, relative(root, path)));
}
