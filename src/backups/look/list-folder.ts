import {OrkestraError} from '../../../state/errors.js';
import type {World} from '../../world.js';
import {toBytes, toText} from '../format/names.js';
import type {Entry} from '../format/tree.js';
import {selectBackup} from '../select.js';
import {type LookCall, type OpenTree, whileLooking} from './open-tree.js';

export interface ListedEntry {
  /** In bytes; a folder ends with a slash. */
  path: string;
  entry: Entry;
}

export interface FolderOrder {
  word: string;
  /** Without it, what was backed up. */
  path?: string | undefined;
  /** All that is below as well. */
  isDeep: boolean;
}

/** What a folder of a backup holds. A file is its own list. */
export async function listFolder(world: World, order: FolderOrder, call: LookCall): Promise<ListedEntry[]> {
  return whileLooking(world, call, async ({backups, openTree}) => {
    const backup = selectBackup(backups, order.word);
    const [only] = backup.paths;
    const path = order.path ?? (backup.paths.length === 1 ? only : '/') ?? '/';
    const parts = toBytes(path)
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    const listed: ListedEntry[] = [];
    const found = await resolve(openTree, backup.tree, parts);
    if (!found)
      throw new OrkestraError('not-found', `The backup ${order.word} has no ${toText(`/${parts.join('/')}`)}.`, {
        hint: `\`orkestra backups files ${order.word} /\` shows what it has.`,
      });
    const prefix = parts.map((part) => `/${part}`).join('');
    if ('file' in found) listed.push({path: prefix, entry: found.file});
    else await list(openTree, found.folder, `${prefix}/`, order.isDeep, listed);
    return listed;
  });
}

type Found = {file: Entry} | {folder: string};

async function resolve(openTree: OpenTree, root: string, parts: readonly string[]): Promise<Found | undefined> {
  let folder = root;
  for (const [number, part] of parts.entries()) {
    const entry = (await openTree(folder)).find(({name}) => name === part);
    if (entry?.subtree !== undefined) folder = entry.subtree;
    else return entry && number === parts.length - 1 ? {file: entry} : undefined;
  }
  return {folder};
}

async function list(
  openTree: OpenTree,
  folder: string,
  prefix: string,
  isDeep: boolean,
  into: ListedEntry[],
): Promise<void> {
  for (const entry of await openTree(folder)) {
    const isFolder = entry.type === 'dir';
    into.push({path: `${prefix}${entry.name}${isFolder ? '/' : ''}`, entry});
    if (isDeep && entry.subtree !== undefined)
      await list(openTree, entry.subtree, `${prefix}${entry.name}/`, true, into);
  }
}
