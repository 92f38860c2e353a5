import {opendir} from 'node:fs/promises';
import {join} from 'node:path';
import {errnoOf} from '../state/errors.js';

/** The files of the project, as far as they are known by now. */
export interface Tree {
  /** What was found last; asks for a fresh look in the background when that is old. */
  files(): readonly string[];
}

const FRESH_MS = 10_000;
/** More names than these help nobody to choose. */
const MOST_FILES = 50_000;
const PATIENCE_MS = 10_000;
/** Without git nobody says what is of no interest. */
const skipped: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', 'target', 'venv', '__pycache__']);

/** Nothing is looked at before somebody asks, and nobody waits for the answer: `onFound` tells when there is a new one. */
export function makeTree(root: string, onFound: () => void): Tree {
  let found: readonly string[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isLooking = false;
  const look = async (): Promise<void> => {
    try {
      found = (await listTracked(root)) ?? (await walk(root));
      onFound();
    } finally {
      lookedAt = performance.now();
      isLooking = false;
    }
  };
  return {
    files() {
      if (!isLooking && performance.now() - lookedAt > FRESH_MS) {
        isLooking = true;
        // A folder that cannot be read offers nothing.
        look().catch(() => {});
      }
      return found;
    },
  };
}

/** What git knows and what it does not ignore; undefined where there is no git, or no repository. */
async function listTracked(root: string): Promise<string[] | undefined> {
  const {execa} = await import('execa');
  const args = [
    '-C',
    root,
    '-c',
    'core.fsmonitor=false',
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
  ];
  const {failed, stdout} = await execa('git', args, {
    env: {GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined},
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    timeout: PATIENCE_MS,
    maxBuffer: 20_000_000,
  });
  if (failed) return undefined;
  return [...new Set(stdout.split('\0', MOST_FILES))].filter((name) => name !== '');
}

/** Breadth first, so that what is near is found even when all of it is too much. */
async function walk(root: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [''];
  for (let folder = folders.shift(); folder !== undefined && files.length < MOST_FILES; folder = folders.shift()) {
    for await (const {name, isFolder} of entriesOf(join(root, folder))) {
      if (name.startsWith('.') || skipped.has(name)) continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      if (isFolder) folders.push(path);
      else files.push(path);
      if (files.length >= MOST_FILES) break;
    }
  }
  return files;
}

async function* entriesOf(dir: string): AsyncGenerator<{name: string; isFolder: boolean}> {
  try {
    for await (const entry of await opendir(dir)) yield {name: entry.name, isFolder: entry.isDirectory()};
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}
