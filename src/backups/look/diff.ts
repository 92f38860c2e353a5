import {OrkestraError} from '../../../state/errors.js';
import type {World} from '../../world.js';
import type {Entry} from '../format/tree.js';
import type {ListedBackup} from '../list-backups.js';
import {groupOf} from '../retention/groups.js';
import {selectBackup, textOf} from '../select.js';
import {type LookCall, type OpenTree, whileLooking} from './open-tree.js';

export type Change = 'added' | 'removed' | 'changed' | 'type' | 'metadata';

export interface Difference {
  /** In bytes, as all paths here; folders end with a slash. */
  path: string;
  change: Change;
  /** Of files; before and after. */
  bytesBefore: number;
  bytesAfter: number;
}

export interface BackupDiff {
  from: string;
  to: string;
  differences: Difference[];
  /** How many entries there are of each kind. */
  counts: Record<Change, number>;
  /** In files that are new, or larger or other than before. */
  addedBytes: number;
  removedBytes: number;
}

/** What changed from one backup to another; with one alone, since the backup of the same before it. */
export async function diffBackups(
  world: World,
  [first, second]: readonly [first: string, second: string | undefined],
  call: LookCall,
): Promise<BackupDiff> {
  return whileLooking(world, call, async ({backups, openTree}) => {
    const picked = selectBackup(backups, first);
    const [from, to] =
      second === undefined ? [before(backups, picked), picked] : [picked, selectBackup(backups, second)];
    const differences: Difference[] = [];
    await compare(openTree, from.tree, to.tree, '/', (found) => void differences.push(found));
    return {from: from.id, to: to.id, differences, ...totals(differences)};
  });
}

function before(backups: readonly ListedBackup[], backup: ListedBackup): ListedBackup {
  const group = backups.filter((one) => groupText(one) === groupText(backup));
  const found = group[group.indexOf(backup) + 1];
  if (found) return found;
  throw new OrkestraError('not-found', `There is no backup before ${textOf(backup)} to compare it with.`, {
    hint: 'Name two: `orkestra backups diff ONE OTHER`.',
  });
}

const groupText = ({name, hostname, paths}: ListedBackup): string => groupOf({name, host: hostname, paths});

type Tell = (found: Difference) => void;

/** Folders of the same id are the same all the way down, so they are never opened. */
async function compare(
  openTree: OpenTree,
  before: string | undefined,
  after: string | undefined,
  path: string,
  tell: Tell,
): Promise<void> {
  if (before === after) return;
  const [olds, news] = await Promise.all([entriesOf(openTree, before), entriesOf(openTree, after)]);
  const names = [...new Set([...olds.keys(), ...news.keys()])].sort();
  for (const name of names) {
    const old = olds.get(name);
    const now = news.get(name);
    const change = changeOf(old, now);
    const here = path + name + (isFolder(now ?? old) ? '/' : '');
    if (change) tell({path: here, change, bytesBefore: bytesOf(old), bytesAfter: bytesOf(now)});
    if (isFolder(old) || isFolder(now)) await compare(openTree, old?.subtree, now?.subtree, `${path}${name}/`, tell);
  }
}

async function entriesOf(openTree: OpenTree, id: string | undefined): Promise<Map<string, Entry>> {
  return new Map(id === undefined ? [] : (await openTree(id)).map((entry) => [entry.name, entry]));
}

const isFolder = (entry: Entry | undefined): boolean => entry?.type === 'dir';
const bytesOf = (entry: Entry | undefined): number => (entry?.type === 'file' ? entry.bytes : 0);

function changeOf(old: Entry | undefined, now: Entry | undefined): Change | undefined {
  if (!old || !now) return old ? 'removed' : 'added';
  if (old.type !== now.type) return 'type';
  const isSame =
    old.content.join() === now.content.join() && old.linkTarget === now.linkTarget && old.device === now.device;
  if (!isSame) return 'changed';
  return metadataOf(old) === metadataOf(now) ? undefined : 'metadata';
}

/** The moment of a folder changes with every file in it, and says nothing that the file does not. */
const metadataOf = ({mode, uid, gid, user, group, modifiedNs, type}: Entry): string =>
  JSON.stringify([mode, uid, gid, user, group, type === 'dir' ? '' : String(modifiedNs)]);

function totals(differences: readonly Difference[]): Pick<BackupDiff, 'counts' | 'addedBytes' | 'removedBytes'> {
  const counts: BackupDiff['counts'] = {added: 0, removed: 0, changed: 0, type: 0, metadata: 0};
  let addedBytes = 0;
  let removedBytes = 0;
  for (const {change, bytesBefore, bytesAfter} of differences) {
    counts[change] += 1;
    if (change === 'metadata') continue;
    addedBytes += bytesAfter;
    removedBytes += bytesBefore;
  }
  return {counts, addedBytes, removedBytes};
}
