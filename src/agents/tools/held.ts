import {constants, existsSync} from 'node:fs';
import {type FileHandle, mkdir, open, realpath} from 'node:fs/promises';
import {join} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';

const FOLDER = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
const FDS = '/proc/self/fd';

export interface Held {
  /** A path to the folder; where the system has names for what is open, it leads to this folder and no other. */
  base: string;
  /** Throws when the folder is no longer where it was. To be asked before anything becomes final. */
  check(): Promise<void>;
}

/**
 * Opens the folders on the way one in the other, and no links: one that is put in their way after they were looked at leads
 * nowhere. Where the system cannot name what is open, `check` is what is left.
 */
export async function inFolder<Of>(
  root: string,
  parts: readonly string[],
  mode: 'make' | 'only if there',
  work: (held: Held) => Promise<Of>,
): Promise<Of> {
  const path = join(root, ...parts);
  const held: FileHandle[] = [];
  let here = root;
  try {
    for (const part of ['', ...parts]) {
      const next = part === '' ? here : join(here, part);
      if (part !== '' && mode === 'make') await makeOne(next);
      const handle = await open(next, FOLDER);
      held.push(handle);
      here = existsSync(FDS) ? `${FDS}/${handle.fd}` : next;
    }
    const check = async (): Promise<void> => {
      if ((await realpath(path).catch(() => '')) !== path) throw moved(path);
    };
    await check();
    return await work({base: here, check});
  } catch (error) {
    if (errnoOf(error) === 'ELOOP' || errnoOf(error) === 'ENOTDIR') throw moved(path);
    throw translateFileError(error, path);
  } finally {
    for (const handle of held) await handle.close();
  }
}

const moved = (path: string): OrkestraError =>
  new OrkestraError('refused', `${path} is a link or no folder.`, {hint: 'Look again at what is there.'});

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}
