import {randomUUID} from 'node:crypto';
import type {Db} from '../state/db.js';
import {readMeta, writeMeta} from '../state/meta.js';
import {write} from '../state/write.js';

const KEY = 'projectId';

/** Tells this project from all others, so that what was exported here is known again wherever it comes back. */
export function projectId(db: Db): string {
  const known = readMeta(db, KEY);
  if (known !== undefined) return known;
  return write(db, () => {
    const id = readMeta(db, KEY) ?? randomUUID();
    writeMeta(db, KEY, id);
    return id;
  });
}
