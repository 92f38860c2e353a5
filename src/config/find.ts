import {readFile, stat} from 'node:fs/promises';
import {isAbsolute, join, relative, resolve} from 'node:path';
import {errnoOf, OrkestraError} from '../../state/errors.js';
import {translateFileError} from '../file-errors.js';

export interface Place {
  /** From `--config`. It must exist. */
  file?: string;
  /** From `--project-root`. It wins over `project_root` in the file. */
  projectRoot?: string;
  cwd?: string;
}

const LARGEST_BYTES = 1024 * 1024;

/** Only Scythe has these sections: another program's config.yaml is left alone. */
const scytheMark = /^\s+["']?(sh_grim|go_grim|py_grim)["']?\s*:/m;

/** The file to read, or the one that would be read if it were there. */
export async function findConfig({file, projectRoot = '.', cwd = process.cwd()}: Place): Promise<string> {
  if (file !== undefined) return resolve(cwd, file);
  const folder = resolve(cwd, projectRoot);
  const own = join(folder, 'orkestra.yaml');
  const scythe = join(folder, 'config.yaml');
  if (await isThere(own)) return own;
  return scytheMark.test((await readConfigText(scythe)) ?? '') ? scythe : own;
}

async function isThere(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return false;
    throw translateFileError(error, file);
  }
}

/** Undefined when there is no such file. */
export async function readConfigText(file: string): Promise<string | undefined> {
  const bytes = await readBytes(file);
  if (!bytes) return undefined;
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch (error) {
    throw new OrkestraError('invalid', `${file} is not UTF-8 text.`, {hint: 'Save it as UTF-8.', cause: error});
  }
}

async function readBytes(file: string): Promise<Uint8Array | undefined> {
  try {
    const facts = await stat(file);
    if (facts.size > LARGEST_BYTES) {
      throw new OrkestraError('invalid', `${file} is larger than 1 MB, so it is hardly a config.`, {
        hint: 'Name another file.',
      });
    }
    // A pipe or a device could make us wait for ever.
    if (!facts.isFile() && !facts.isDirectory()) {
      throw new OrkestraError('invalid', `${file} is not a regular file.`, {hint: 'Name a file.'});
    }
    return await readFile(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw translateFileError(error, file);
  }
}

/** Short when the file lies below the current folder; either way a terminal can open it. */
export function shownPath(file: string, cwd = process.cwd()): string {
  const way = relative(cwd, file);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? file : way;
}
