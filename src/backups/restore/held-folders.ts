import {closeSync, constants, existsSync, lstatSync, openSync} from 'node:fs';
import {OrkestraError} from '../../../state/errors.js';
import {translateFileError} from '../../file-errors.js';
import {pathFor, toText} from '../format/names.js';

/**
 * Folders below a target, opened one in the other without following links, so that nothing that is put in the way can
 * lead out of the target. Paths are in bytes and relative to it.
 */
export interface HeldFolders {
  /** Open until enough others were asked for; used at once. */
  open(folder: string): number;
  /**
   * A path to an entry of a folder, which the system takes to that folder and no other. To be used before one of another
   * folder is asked for: the folder may be let go then.
   */
  pathOf(folder: string, name: string): string;
  /** The same for as long as `work` takes, whatever else is asked for meanwhile. */
  withPath<Result>(folder: string, name: string, work: (path: string) => Result): Result;
  close(): void;
}

const FDS = '/proc/self/fd';
const FOLDER = constants.O_RDONLY | (constants.O_DIRECTORY ?? 0) | (constants.O_NOFOLLOW ?? 0);
const MOST_OPEN = 100;

export function holdFolders(target: number, targetPath: string): HeldFolders {
  const canName = existsSync(FDS);
  const held = new Map<string, number>();
  const open = (folder: string): number => {
    if (folder === '') return target;
    const known = held.get(folder);
    if (known !== undefined) return known;
    const slash = folder.lastIndexOf('/');
    const descriptor = openOne(pathOf(folder.slice(0, Math.max(0, slash)), folder.slice(slash + 1)), folder);
    if (held.size >= MOST_OPEN) closeOldest(held);
    held.set(folder, descriptor);
    return descriptor;
  };
  const pathOf = (folder: string, name: string): string => {
    if (canName) return `${FDS}/${open(folder)}/${name}`;
    checkSteps(targetPath, folder);
    return [targetPath, folder, name].filter((step) => step !== '').join('/');
  };
  const withPath = <Result>(folder: string, name: string, work: (path: string) => Result): Result => {
    if (!canName || folder === '') return work(pathOf(folder, name));
    const slash = folder.lastIndexOf('/');
    const own = openOne(pathOf(folder.slice(0, Math.max(0, slash)), folder.slice(slash + 1)), folder);
    try {
      return work(`${FDS}/${own}/${name}`);
    } finally {
      closeSync(own);
    }
  };
  return {
    open,
    pathOf,
    withPath,
    close() {
      for (const descriptor of held.values()) closeSync(descriptor);
      held.clear();
    },
  };
}

export function openTarget(path: string): number {
  try {
    return openSync(pathFor(path), FOLDER);
  } catch (error) {
    throw translateFileError(error, toText(path));
  }
}

export function openOne(path: string, folder: string): number {
  try {
    return openSync(pathFor(path), FOLDER);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' || code === 'ENOTDIR') throw inTheWay(folder);
    throw error;
  }
}

/** Where the system has no names for what is open, looking first is what is left. */
function checkSteps(targetPath: string, folder: string): void {
  let here = targetPath;
  for (const step of folder.split('/').filter(Boolean)) {
    here = `${here}/${step}`;
    if (!lstatSync(pathFor(here)).isDirectory()) throw inTheWay(folder);
  }
}

const inTheWay = (folder: string): OrkestraError =>
  new OrkestraError('refused', `${toText(folder)} is a link or no folder; nothing is restored into it.`);

function closeOldest(held: Map<string, number>): void {
  const [oldest] = held;
  if (!oldest) return;
  held.delete(oldest[0]);
  closeSync(oldest[1]);
}
