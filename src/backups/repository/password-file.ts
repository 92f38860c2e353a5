import {constants} from 'node:fs';
import {chmod, link, lstat, mkdir, open, rm} from 'node:fs/promises';
import {dirname} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import {syncFolder} from '../../files.js';

const MOST_BYTES = 64 * 1024;

/** The password in a file, without the line end that editors leave; undefined where there is no file. */
export async function readPasswordFile(file: string, {isPrivate}: {isPrivate: boolean}): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      // Looked at when it is open: what was checked is what is read.
      const stats = await handle.stat();
      if (stats.isDirectory() || stats.size > MOST_BYTES) throw noPasswordIn(file);
      if (isPrivate && stats.isFile()) checkPrivate(file, stats.mode);
      return passwordIn(file, await handle.readFile('utf8'));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw translateFileError(error, file);
  }
}

function checkPrivate(file: string, mode: number): void {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new OrkestraError('refused', `Others can read ${file}, which holds the password of the backups.`, {
    hint: `Run \`chmod 600 ${file}\`.`,
  });
}

/** The whole text without blanks around it, as restic takes it. */
function passwordIn(file: string, text: string): string {
  const password = text.replace(/^\ufeff/, '').trim();
  if (password === '') throw noPasswordIn(file);
  return password;
}

const noPasswordIn = (file: string): OrkestraError =>
  new OrkestraError('invalid', `There is no password in ${file}.`, {
    hint: 'It is a text file with nothing else in it.',
  });

/**
 * Keeps a password that was made here. False when another process was faster: its password counts. No reader sees half
 * of one, and nobody else can read it at any moment.
 */
export async function writeNewPassword(file: string, password: string, suffix: string): Promise<boolean> {
  const draft = `${file}.${suffix}`;
  try {
    await makePrivateFolder(dirname(file));
    await writeDraft(draft, password);
    return await nameDraft(draft, file);
  } catch (error) {
    throw translateFileError(error, file);
  } finally {
    await rm(draft, {force: true});
  }
}

async function makePrivateFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, {mode: 0o700});
    await chmod(folder, 0o700);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
    if (!(await lstat(folder)).isDirectory())
      throw new OrkestraError('refused', `${folder} is no folder, so no password is kept there.`);
  }
}

async function writeDraft(draft: string, password: string): Promise<void> {
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${password}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function nameDraft(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    await syncFolder(dirname(file));
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}
