import {closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readdirSync, readSync, writeFileSync} from 'node:fs';
import {errnoOf} from '../../state/errors.js';

const LAST_YEAR_AT = Date.UTC(9999, 0);

/** The file of the local day. A clock that is far out of order must still give a name that is found again. */
export const auditFileName = (at: number): string => {
  const day = new Date(Math.min(Math.max(0, at), LAST_YEAR_AT));
  const two = (number: number): string => String(number).padStart(2, '0');
  return `audit_${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}.jsonl`;
};

/** In the order of their days. */
export const listAuditFiles = (dir: string): string[] => {
  try {
    return readdirSync(dir)
      .filter((name) => /^audit_\d{8}\.jsonl$/.test(name))
      .sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
};

const CHUNK_CHARACTERS = 1_000_000;

/** A kill or a full disk leaves a whole beginning of these lines, and at most the last one of it is half. */
export function appendLines(file: string, lines: Iterable<string>): void {
  const handle = openSync(file, 'a');
  try {
    let chunk = '';
    for (const line of lines) {
      chunk += `${line}\n`;
      if (chunk.length < CHUNK_CHARACTERS) continue;
      writeFileSync(handle, chunk);
      chunk = '';
    }
    writeFileSync(handle, chunk);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const FIRST_LOOK_BYTES = 65_536;

/**
 * The id in the last line that has one of the trail, which ends at `newest`; 0 when there is none. Half a line that a
 * kill left behind is cut off first, so only the one who is about to append may ask.
 */
export function cutToLastId(file: string, newest: number): number {
  const handle = openSync(file, 'r+');
  try {
    const {size} = fstatSync(handle);
    for (let bytes = FIRST_LOOK_BYTES; ; bytes *= 4) {
      const from = Math.max(0, size - bytes);
      const found = lookBack(readFrom(handle, from, size - from), {isWholeFile: from === 0, newest});
      if (!found) continue;
      if (from + found.wholeBytes < size) ftruncateSync(handle, from + found.wholeBytes);
      return found.id;
    }
  } finally {
    closeSync(handle);
  }
}

function readFrom(handle: number, from: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(handle, buffer, 0, length, from));
}

const NEWLINE = 0x0a;

/** Undefined when the answer lies further ahead in the file. */
function lookBack(
  tail: Buffer,
  {isWholeFile, newest}: {isWholeFile: boolean; newest: number},
): {id: number; wholeBytes: number} | undefined {
  const lastBreak = tail.lastIndexOf(NEWLINE);
  const wholeBytes = lastBreak + 1;
  for (let end = lastBreak; end >= 0; ) {
    const start = end === 0 ? -1 : tail.lastIndexOf(NEWLINE, end - 1);
    const id = idOf(tail.toString('utf8', start + 1, end));
    if (id > 0 && id <= newest) return {id, wholeBytes};
    end = start;
  }
  return isWholeFile ? {id: 0, wholeBytes} : undefined;
}

function idOf(line: string): number {
  try {
    const event: unknown = JSON.parse(line);
    const id = typeof event === 'object' && event !== null && 'id' in event ? event.id : 0;
    return typeof id === 'number' && Number.isSafeInteger(id) ? id : 0;
  } catch {
    return 0;
  }
}
