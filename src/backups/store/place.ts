import {constants} from 'node:fs';
import {link, lstat, open, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {syncFolder} from '../../files.js';

/** Nothing changes a file of a repository once it is written, not even by mistake. */
const READ_ONLY = 0o400;

/** A new file that nobody else may read. It is not durable before it is placed. */
export async function writeScratch(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
  } catch (error) {
    await rm(file, {force: true});
    throw error;
  } finally {
    await handle.close();
  }
}

/**
 * Moves a finished file to its place: on the disk first, then under its name, then the name on the disk. A power cut
 * leaves it under its name or not, never a half.
 */
export async function placeFile(file: string, path: string, {isOnly}: {isOnly: boolean}): Promise<void> {
  const bytes = await syncReadOnly(file);
  if (isOnly) await linkNew(file, path);
  else if (await isThere(path, bytes)) return;
  else await rename(file, path);
  await syncFolder(dirname(path));
}

async function syncReadOnly(file: string): Promise<number> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    await handle.chmod(READ_ONLY);
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** A file of another size is no file of that name: a disk that was full or cut off left it, and ours takes its place. */
async function isThere(path: string, bytes: number): Promise<boolean> {
  try {
    const stats = await lstat(path);
    return stats.isFile() && stats.size === bytes;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Of two processes that make a repository in one folder, one makes it. */
async function linkNew(file: string, path: string): Promise<void> {
  try {
    await link(file, path);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') throw new OrkestraError('conflict', `There is a file ${path} already.`);
    // Some file systems know no second name for a file.
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errnoOf(error) ?? '')) throw error;
    if (await exists(path)) throw new OrkestraError('conflict', `There is a file ${path} already.`);
    await rename(file, path);
  }
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
