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
  const bytes = Buffer.alloc(BYTES);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, bytes, 0, BYTES, 0) < BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
      return undefined;
  } finally {
    closeSync(handle);
  }
  return {userVersion: bytes.readUInt32BE(60), applicationId: bytes.readUInt32BE(68)};
}
