import {randomBytes} from 'node:crypto';
import {closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {errnoOf} from '../state/errors.js';
import {translateFileError} from './file-errors.js';

const CHUNK_CHARACTERS = 1_000_000;

/**
 * For what is too large to be one text. A file that was there is replaced at the end, all at once; what is no regular
 * file (a pipe, /dev/null) is written into, never replaced. Returns the number of lines.
 */
export function writeLines(path: string, lines: Iterable<string>): number {
  try {
    const target = targetOf(resolve(path));
    return target.isReplaced ? replaceFile(target.path, lines, target.mode) : writeInto(target.path, 'w', 0o666, lines);
  } catch (error) {
    throw translateFileError(error, errnoOf(error) === 'ENOENT' ? dirname(path) : path);
  }
}

function targetOf(path: string): {path: string; isReplaced: boolean; mode: number} {
  try {
    const old = statSync(path);
    if (old.isDirectory()) throw Object.assign(new Error('a folder'), {code: 'EISDIR'});
    const mode = old.mode & 0o777;
    return old.isFile() ? {path: realpathSync(path), isReplaced: true, mode} : {path, isReplaced: false, mode};
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {path, isReplaced: true, mode: 0o666};
    throw error;
  }
}

function replaceFile(path: string, lines: Iterable<string>, mode: number): number {
  const temporary = join(dirname(path), `.orkestra-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const count = writeInto(temporary, 'wx', mode, lines);
    renameSync(temporary, path);
    return count;
  } catch (error) {
    rmSync(temporary, {force: true});
    throw error;
  }
}

function writeInto(path: string, flags: 'w' | 'wx', mode: number, lines: Iterable<string>): number {
  const handle = openSync(path, flags, mode);
  try {
    let count = 0;
    let chunk = '';
    for (const line of lines) {
      count += 1;
      chunk += `${line}\n`;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      writeFileSync(handle, chunk);
      chunk = '';
    }
    writeFileSync(handle, chunk);
    if (flags === 'wx') fsyncSync(handle);
    return count;
  } finally {
    closeSync(handle);
  }
}
