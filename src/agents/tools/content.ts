import {constants, type Stats} from 'node:fs';
import {lstat, open} from 'node:fs/promises';
import {join} from 'node:path';
import {errnoOf, OrkestraError} from '../../../state/errors.js';
import {formatBytes} from '../../formats.js';
import {type Held, inFolder} from './held.js';
import type {Place} from './place.js';

/** More than any model can read; larger files are searched, not read. */
const LARGEST_BYTES = 20_000_000;
const LOOKED_AT_BYTES = 8000;

export interface Content {
  text: string;
  /** It is not what it was if any of this differs. */
  stats: Stats;
}

/** Nothing is waited for: opening a pipe would last until somebody writes to it. */
const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** The text of a file, or in words why it has none. */
export function readContent(root: string, place: Place): Promise<Content> {
  return inFolder(root, place.parts.slice(0, -1), 'only if there', async (held) => {
    const content = await readHeld(held, place);
    await held.check();
    return content;
  });
}

/** The same in a folder that is held already; whoever holds it checks afterwards that it is still where it was. */
export async function readHeld({base}: Held, place: Place, largest = LARGEST_BYTES): Promise<Content> {
  const name = place.parts.at(-1);
  if (name === undefined) throw noFile(place, 'a folder');
  const path = join(base, name);
  refuseKind(place, await seen(path, place));
  const handle = await open(path, READ);
  try {
    const stats = await handle.stat();
    refuseKind(place, stats);
    if (stats.size > largest) throw tooLarge(place, stats.size);
    // A file of the system may say that it has no bytes, and one that grows has more than it said.
    const buffer = Buffer.alloc(Math.max(stats.size, LOOKED_AT_BYTES) + 1);
    const {bytesRead} = await handle.read(buffer, 0, buffer.length, 0);
    return {text: textOf(place, buffer.subarray(0, bytesRead)), stats};
  } finally {
    await handle.close();
  }
}

async function seen(path: string, place: Place): Promise<Stats> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    throw new OrkestraError('not-found', `${place.name} does not exist.`, {hint: 'Use list to see what is there.'});
  }
}

export function refuseKind(place: Place, stats: Stats): void {
  if (stats.isFile()) return;
  if (stats.isDirectory()) throw noFile(place, 'a folder');
  if (stats.isSymbolicLink()) throw noFile(place, 'a link');
  throw noFile(place, stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device');
}

const noFile = ({name}: Place, kind: string): OrkestraError =>
  new OrkestraError('invalid', `${name} is ${kind}, not a file.`);

const tooLarge = ({name}: Place, bytes: number): OrkestraError =>
  new OrkestraError('invalid', `${name} has ${formatBytes(bytes)}, which is too much to read.`, {
    hint: 'Use run with head, tail or grep to see a part of it.',
  });

function textOf({name}: Place, bytes: Buffer): string {
  if (bytes.subarray(0, LOOKED_AT_BYTES).includes(0))
    throw new OrkestraError('invalid', `${name} is no text: it has ${formatBytes(bytes.length)} of binary data.`);
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') && !Buffer.from(text).equals(bytes))
    throw new OrkestraError('invalid', `${name} is no UTF-8 text: some of its bytes would be lost.`);
  return text;
}
