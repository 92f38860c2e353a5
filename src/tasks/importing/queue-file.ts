import {OrkestraError} from '../../../state/errors.js';
import {listBackups} from './backups.js';
import {parseJson} from './json.js';
import {readShape, type Shape} from './shape.js';
import {readSource} from './source.js';

export interface QueueFile {
  name: string;
  content: Uint8Array;
  shape: Shape;
  /** What a person must know about where this came from. */
  warning: string | undefined;
}

/** A damaged queue file is read from the newest of its backups that can be read. */
export async function readQueueFile(root: string, path: string): Promise<QueueFile> {
  try {
    return await read(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const backup = await readNewest(listBackups(root, path));
    if (!backup) throw error;
    return {...backup, warning: `${error.message} Its backup ${backup.name} was read instead.`};
  }
}

async function read(path: string): Promise<QueueFile> {
  const content = await readSource(path);
  return {name: path, content, shape: readShape(path, parseJson(path, content)), warning: undefined};
}

async function readNewest(backups: readonly string[]): Promise<QueueFile | undefined> {
  for (const path of backups) {
    try {
      return await read(path);
    } catch (error) {
      if (!(error instanceof OrkestraError)) throw error;
    }
  }
  return undefined;
}

const isDamage = (error: unknown): error is OrkestraError =>
  error instanceof OrkestraError && (error.code === 'corrupt' || error.code === 'invalid');
