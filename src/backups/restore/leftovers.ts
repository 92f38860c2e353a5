import {readdirSync} from 'node:fs';
import {errnoOf} from '../../../state/errors.js';
import type {Processes} from '../../processes.js';
import type {HeldFolders} from './held-folders.js';
import {removeIfThere} from './make-file.js';

const NAME = /^\.orkestra-(\d{1,10})-[0-9a-f]{16}$/;

/** What files are written under that take the place of others, until they are whole. */
export const temporaryPrefix = (pid: number): string => `.orkestra-${pid}-`;

/** Removes what restores that were killed have left in a folder under such names. */
export function removeLeftovers(held: HeldFolders, folder: string, processes: Pick<Processes, 'identify'>): void {
  for (const name of namesIn(held.pathOf(folder, ''))) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid !== undefined && processes.identify(Number(pid)) === undefined) removeIfThere(held.pathOf(folder, name));
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(Buffer.from(path, 'latin1'), {encoding: 'latin1'});
  } catch (error) {
    // A folder that may be written to and not looked into keeps what is in it.
    if (errnoOf(error) === 'EACCES') return [];
    throw error;
  }
}
