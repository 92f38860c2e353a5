import {createHash, randomBytes} from 'node:crypto';
import {constants, createReadStream, readlinkSync} from 'node:fs';
import {copyFile, type FileHandle, open, readFile, rename, rm, stat} from 'node:fs/promises';
import {dirname, isAbsolute, join, parse, relative, resolve, sep} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {errnoOf, OrkestraError} from '../state/errors.js';
import {translateFileError} from './file-errors.js';

export interface WriteOptions {
  /** Default: the mode of the file that is replaced, else what the umask leaves of 0666. */
  mode?: number;
}

/**
 * A reader sees the old content or the new, never a half, whenever the process or the power dies. A link is followed,
 * not replaced. A kill may leave a `.orkestra-*.tmp` beside the file, an error leaves nothing.
 */
export async function writeAtomic(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  let temporary: string | undefined;
  try {
    const target = followLinks(resolve(path));
    const old = await statIfThere(target);
    if (old?.isDirectory()) throw translateFileError(Object.assign(new Error('a folder'), {code: 'EISDIR'}), path);
    temporary = join(dirname(target), `.orkestra-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
    const mode = options.mode ?? (old && old.mode & 0o7777);
    await writeAndSync(temporary, content, mode, old);
    await rename(temporary, target);
    await syncFolder(dirname(target));
  } catch (error) {
    if (temporary) await rm(temporary, {force: true});
    throw translateFileError(error, errnoOf(error) === 'ENOENT' ? dirname(path) : path);
  }
}

interface Owner {
  uid: number;
  gid: number;
}

async function writeAndSync(
  path: string,
  content: string | Uint8Array,
  mode: number | undefined,
  owner: Owner | undefined,
) {
  // A file that will be private must not be readable for one moment.
  const handle = await open(path, 'wx', mode === undefined ? 0o666 : mode & 0o700);
  try {
    if (owner) await keepOwner(handle, owner);
    if (mode !== undefined) await handle.chmod(mode);
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A root shell that edits a user's file must not take it away from them; where that is impossible, the content counts. */
async function keepOwner(handle: FileHandle, {uid, gid}: Owner): Promise<void> {
  if (process.getuid?.() !== 0) return;
  try {
    await handle.chown(uid, gid);
  } catch (error) {
    if (!['EINVAL', 'EPERM'].includes(errnoOf(error) ?? '')) throw error;
  }
}

/** Without this a power cut may undo the rename. Some network disks cannot do it, and then nobody can. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    await syncPath(dir, 'r');
  } catch (error) {
    if (!['EINVAL', 'ENOSYS', 'ENOTSUP'].includes(errnoOf(error) ?? '')) throw error;
  }
}

export async function syncPath(path: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statIfThere(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export async function readTextIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw translateFileError(error, path);
  }
}

/** SHA-256 in hex, read as a stream: the file may be larger than memory. */
export async function checksum(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw translateFileError(error, path);
  }
  return hash.digest('hex');
}

/** Keeps a copy beside the file as `name.1.bak`, `name.2.bak`...; an earlier copy is never overwritten. */
export async function copyAside(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const copy = `${path}.${number}.bak`;
    try {
      await copyFile(path, copy, constants.COPYFILE_EXCL);
      await syncPath(copy, 'r+');
      await syncFolder(dirname(copy));
      return copy;
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw translateFileError(error, path);
    }
  }
}

const MOST_LINKS = 40;

/** Where the system ends up when it opens an absolute path, part by part; the last parts need not exist yet. */
export function followLinks(path: string): string {
  const parts = path.split(sep);
  let here = parse(path).root;
  parts[0] = '';
  for (let links = 0; parts.length > 0; ) {
    const part = parts.shift();
    if (part === undefined || part === '' || part === '.') continue;
    const next = part === '..' ? dirname(here) : join(here, part);
    const link = part === '..' ? undefined : readLinkIfLink(next);
    if (link === undefined) {
      here = next;
      continue;
    }
    if (++links > MOST_LINKS) throw new OrkestraError('invalid', `${path} leads through links that never end.`);
    if (isAbsolute(link)) here = parse(link).root;
    parts.unshift(...(isAbsolute(link) ? link.slice(here.length) : link).split(sep));
  }
  return here;
}

function readLinkIfLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (['EINVAL', 'UNKNOWN', 'ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

const holds = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
};

/**
 * True for the folder itself and all below it, links followed, even dangling ones: writing through those creates their
 * target. A relative path counts from the root. What cannot be resolved is not inside.
 */
export function isInside(root: string, path: string): boolean {
  try {
    const realRoot = followLinks(resolve(root));
    const full = isAbsolute(path) ? path : resolve(root) + sep + path;
    // `link/..` is another folder for the system than for path.join, and the caller may use either.
    return holds(realRoot, followLinks(full)) && holds(realRoot, followLinks(resolve(full)));
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}
