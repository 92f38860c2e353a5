import {chmod, lstat, mkdir, readdir, rm, unlink} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {makeFolder} from '../../../state/files.js';
import {translateFileError} from '../../file-errors.js';
import {syncFolder} from '../../files.js';
import {placeFile, writeScratch} from './place.js';
import {readWhole} from './read-file.js';
import {prepareScratch, type ScratchFacts, scratchFile} from './scratch.js';
import {CONFIG_NAME, checkName, type FileKind, isFileName, namedKinds, type Store} from './store.js';

const PRIVATE_FOLDER = 0o700;

/** Two hex digits: a folder of all packs would be too large for some file systems. */
const packFolders = Array.from({length: 256}, (_, number) => number.toString(16).padStart(2, '0'));

function pathIn(root: string, kind: FileKind, name: string): string {
  checkName(kind, name);
  if (kind === 'config') return join(root, CONFIG_NAME);
  return kind === 'data' ? join(root, kind, name.slice(0, 2), name) : join(root, kind, name);
}

/** A repository in a folder of this machine, laid out as restic does it. */
export function openFolder(folder: string, facts: ScratchFacts): Store {
  const root = resolve(folder);
  const scratch = join(root, 'tmp');
  let prepared: Promise<void> | undefined;
  const pathOf = (kind: FileKind, name: string): string => pathIn(root, kind, name);
  const prepare = (): Promise<void> => {
    // What failed is tried again by the next who asks.
    prepared ??= translating(root, () => prepareScratch(scratch, facts)).catch((error) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };
  const adopt = async (kind: FileKind, name: string, file: string): Promise<void> => {
    const path = pathOf(kind, name);
    try {
      await translating(path, async () => {
        await checkFolders(root, path);
        await placeFile(file, path, {isOnly: kind === 'config'});
      });
    } finally {
      await rm(file, {force: true});
    }
  };
  return {
    where: root,
    scratch,
    prepare,
    pathOf,
    adopt,
    create: () => translating(root, () => createFolders(root)),
    exists: (kind, name) => translating(root, () => isFile(pathOf(kind, name))),
    list: (kind) => translating(root, async () => (await Promise.all(foldersOf(root, kind).map(filesIn))).flat()),
    read: async (kind, name, range) => readWhole(pathOf(kind, name), {kind, name, where: root, range}),
    async save(kind, name, bytes) {
      await prepare();
      const file = scratchFile(scratch, facts.processes);
      await translating(root, () => writeScratch(file, bytes));
      await adopt(kind, name, file);
    },
    remove: (kind, name) => translating(root, () => removeFile(pathOf(kind, name), hasOrder.has(kind))),
    close: async () => {},
  };
}

async function translating<Of>(path: string, deed: () => Promise<Of>): Promise<Of> {
  try {
    return await deed();
  } catch (error) {
    throw translateFileError(error, path);
  }
}

async function createFolders(root: string): Promise<void> {
  await checkNothingElse(root);
  makeFolder(dirname(root));
  for (const path of [root, ...[...namedKinds, 'tmp'].map((kind) => join(root, kind))]) await makePrivateFolder(path);
  for (const name of packFolders) await makePrivateFolder(join(root, 'data', name));
}

/** A folder with other things in it was hardly meant, and half of them would be hard to find again. */
async function checkNothingElse(root: string): Promise<void> {
  const ours: readonly string[] = [...namedKinds, CONFIG_NAME, 'tmp', 'lost+found'];
  const other = (await namesIn(root)).find((name) => !ours.includes(name) && !name.startsWith('.'));
  if (other === undefined) return;
  throw new OrkestraError('refused', `${root} has other things in it, such as ${other}: no repository is made there.`, {
    hint: 'Name a folder that is empty or not there yet.',
  });
}

async function makePrivateFolder(path: string): Promise<void> {
  try {
    await mkdir(path, {mode: PRIVATE_FOLDER});
    await chmod(path, PRIVATE_FOLDER);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    await checkFolder(path);
  }
}

/** The folders between the repository and a file. A link there would lead what is written to where it does not belong. */
async function checkFolders(root: string, path: string): Promise<void> {
  const between = [];
  for (let folder = dirname(path); folder !== root && folder.length > root.length; folder = dirname(folder))
    between.unshift(folder);
  for (const folder of between) await makeIfMissing(folder);
}

async function makeIfMissing(folder: string): Promise<void> {
  try {
    await checkFolder(folder);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    await makePrivateFolder(folder);
  }
}

async function checkFolder(path: string): Promise<void> {
  const stats = await lstat(path);
  if (stats.isDirectory()) return;
  const what = stats.isSymbolicLink() ? 'a link' : 'a file';
  throw new OrkestraError('refused', `${path} is ${what} where a repository has a folder; nothing is written there.`, {
    hint: 'Name the real folder of the repository, or move the files back into it.',
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return false;
    throw error;
  }
}

function foldersOf(root: string, kind: FileKind): string[] {
  if (kind === 'config') throw new OrkestraError('invalid', 'There is one config file, and nothing to list.');
  return kind === 'data' ? packFolders.map((name) => join(root, kind, name)) : [join(root, kind)];
}

async function filesIn(folder: string): Promise<{name: string; bytes: number}[]> {
  const names = (await namesIn(folder)).filter(isFileName);
  const files = await Promise.all(names.map(async (name) => ({name, bytes: await sizeOf(join(folder, name))})));
  return files.flatMap(({name, bytes}) => (bytes === undefined ? [] : [{name, bytes}]));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined for what is no file, or has gone meanwhile. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.size : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What is removed after these must never be gone before them, not even after a power cut. */
const hasOrder: ReadonlySet<FileKind> = new Set<FileKind>(['index', 'snapshots']);

async function removeFile(path: string, isDurable: boolean): Promise<void> {
  try {
    await unlink(path);
    if (isDurable) await syncFolder(dirname(path));
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
