import {randomBytes} from 'node:crypto';
import {constants, type Stats} from 'node:fs';
import {type FileHandle, lstat, open, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {refuseKind} from './content.js';
import {inFolder} from './held.js';
import type {Place} from './place.js';
import type {Desk} from './tool.js';

const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

/**
 * A reader sees the old text or the new, never a half. The name is replaced, not written through: a link that appears there
 * meanwhile is not followed. With `before`, it must still be the file that was read.
 */
export async function putContent(desk: Desk, place: Place, text: string, before?: Stats): Promise<void> {
  const name = place.parts.at(-1);
  if (name === undefined) throw new OrkestraError('invalid', 'The folder itself cannot be written.');
  const held = desk.whyNotWrite?.(place.name);
  if (held !== undefined)
    throw new OrkestraError('conflict', `${place.name} cannot be written: ${held}.`.replace(/\.\.$/, '.'), {
      hint: 'Do the rest of the task, or end it and say that this file was held.',
    });
  await inFolder(desk.root, place.parts.slice(0, -1), 'make', async ({base, check}) => {
    const path = join(base, name);
    const old = await statIfThere(path);
    if (old) refuseKind(place, old);
    const temporary = join(base, `.orkestra-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
    try {
      const handle = await open(temporary, CREATE, old ? 0o600 : 0o666);
      try {
        await fill(handle, text, old);
      } finally {
        await handle.close();
      }
      await check();
      if (before && !isSame(before, await statIfThere(path))) throw changed(place);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, {force: true});
      throw error;
    }
  });
}

async function fill(handle: FileHandle, text: string, old: Stats | undefined): Promise<void> {
  if (old) {
    if (process.getuid?.() === 0) await handle.chown(old.uid, old.gid);
    await handle.chmod(old.mode & 0o7777);
  }
  await handle.writeFile(text);
  await handle.sync();
}

const isSame = (before: Stats, now: Stats | undefined): boolean =>
  now?.ino === before.ino && now.mtimeMs === before.mtimeMs && now.size === before.size;

const changed = ({name}: Place): OrkestraError =>
  new OrkestraError('conflict', `${name} was changed by somebody else meanwhile.`, {hint: 'Read it again.'});

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
