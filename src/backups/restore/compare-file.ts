import {hash} from 'node:crypto';
import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {pathFor} from '../format/names.js';
import {ID_BYTES} from './jobs.js';

/** What a file should hold: its pieces, one after the other. */
export interface Content {
  bytes: number;
  ids: Uint8Array;
  lengths: readonly number[];
}

export type Found = 'same' | 'other' | 'no file' | 'unfinished';

/** A pipe would be waited for, a link would lead elsewhere. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Holds what is there against what should be. `room` takes the largest piece. */
export function compareFile(path: string, content: Content, room: Buffer, unfinishedMode: number): Found {
  let descriptor: number;
  try {
    descriptor = openSync(pathFor(path), FLAGS);
  } catch (error) {
    const {code = ''} = error as NodeJS.ErrnoException;
    if (['ELOOP', 'EISDIR', 'ENXIO', 'EACCES', 'EPERM', 'EMLINK'].includes(code)) return isUnreadable(code);
    throw error;
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return 'no file';
    if ((stats.mode & 0o7777) === unfinishedMode) return 'unfinished';
    return stats.size === content.bytes && isSame(descriptor, content, room) ? 'same' : 'other';
  } finally {
    closeSync(descriptor);
  }
}

const isUnreadable = (code: string): Found => (code === 'EACCES' || code === 'EPERM' ? 'other' : 'no file');

function isSame(descriptor: number, {ids, lengths}: Content, room: Buffer): boolean {
  let at = 0;
  for (const [number, length] of lengths.entries()) {
    const to = length <= room.length ? room.subarray(0, length) : Buffer.allocUnsafeSlow(length);
    if (readFully(descriptor, to, at) < length) return false;
    const id = ids.subarray(number * ID_BYTES, (number + 1) * ID_BYTES);
    if (!hash('sha256', to, 'buffer').equals(id)) return false;
    at += length;
  }
  return true;
}

function readFully(descriptor: number, to: Buffer, at: number): number {
  let got = 0;
  while (got < to.length) {
    const more = readSync(descriptor, to, got, to.length - got, at + got);
    if (more === 0) break;
    got += more;
  }
  return got;
}
