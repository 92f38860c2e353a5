import {closeSync, openSync, readSync, statSync} from 'node:fs';
import {OrkestraError} from './errors.js';

export interface Header {
  applicationId: number;
  userVersion: number;
}

const BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * What the first bytes of a database say, read without SQLite: merely opening another program's file may change it,
 * and an empty one would be taken for a new database. Undefined when it is damaged.
 */
export function readHeader(file: string): Header | undefined {
  const found = statSync(file);
  if (found.isDirectory()) throw new OrkestraError('corrupt', `${file} is a folder, not a database.`);
  if (!found.isFile()) return undefined;
  const bytes = readStart(file);
  if (!bytes || (!hasLog(file) && !isWhole(file) && !hasLog(file))) return undefined;
  return {userVersion: bytes.readUInt32BE(60), applicationId: bytes.readUInt32BE(68)};
}

function readStart(file: string): Buffer | undefined {
  const bytes = Buffer.alloc(BYTES);
  const handle = openSync(file, 'r');
  try {
    const isOurs =
      readSync(handle, bytes, 0, BYTES, 0) === BYTES && bytes.toString('latin1', 0, MAGIC.length) === MAGIC;
    return isOurs ? bytes : undefined;
  } finally {
    closeSync(handle);
  }
}

/** With a log beside it, the file may be shorter than it says, and SQLite knows what to do. */
const hasLog = (file: string): boolean => (statSync(`${file}-wal`, {throwIfNoEntry: false})?.size ?? 0) > 0;

/** SQLite takes half a page for a whole one full of zeros. */
function isWhole(file: string): boolean {
  const bytes = readStart(file);
  const pageBytes = bytes?.readUInt16BE(16) ?? 0;
  return bytes !== undefined && pageBytes > 1 && statSync(file).size >= pageBytes * bytes.readUInt32BE(28);
}
