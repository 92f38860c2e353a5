import type {World} from '../../world.js';
import type {ListedBackup} from '../list-backups.js';
import {type BlobTable, makeBlobTable} from '../repository/blob-table.js';
import type {Repository} from '../repository/repository.js';
import {selectBackup} from '../select.js';
import {type LookCall, type OpenTree, whileLooking} from './open-tree.js';

export interface BackupStats {
  id: string;
  name: string | undefined;
  madeAt: number;
  files: number;
  folders: number;
  /** What restoring it writes. */
  restoreBytes: number;
  /** What only this backup needs, as stored: forgetting it frees so much. */
  ownBytes: number;
}

export interface RepositoryStats {
  backups: BackupStats[];
  restoreBytes: number;
  blobs: number;
  packs: number;
  /** Each blob once, before compression and as stored. */
  plainBytes: number;
  storedBytes: number;
  /** All that lies in the folder of packs, with headers and what no backup needs. */
  packBytes: number;
}

/** Of all backups, or of one; what is its own is reckoned against all others. */
export async function readStats(world: World, word: string | undefined, call: LookCall): Promise<RepositoryStats> {
  return whileLooking(world, call, async ({repository, backups, openTree}) => {
    const wanted = word === undefined ? backups : [selectBackup(backups, word)];
    const owners = makeBlobTable(repository.blobs.count);
    for (const [number, {tree}] of backups.entries()) await own(openTree, owners, tree, number);
    const count = counting(openTree);
    const stats: BackupStats[] = [];
    for (const backup of wanted) stats.push({...namesOf(backup), ...(await count(backup.tree)), ownBytes: 0});
    const used = usedBy(word === undefined ? undefined : await blobsOf(openTree, repository, wanted), owners);
    const sums = addUp(repository, owners, used, (number, bytes) => {
      const one = stats.find(({id}) => id === backups[number]?.id);
      if (one) one.ownBytes += bytes;
    });
    const packs = await repository.store.list('data');
    return {
      backups: stats,
      restoreBytes: stats.reduce((total, {restoreBytes}) => total + restoreBytes, 0),
      ...sums,
      packBytes: packs.reduce((total, {bytes}) => total + bytes, 0),
    };
  });
}

const namesOf = ({id, name, madeAt}: ListedBackup) => ({id, name, madeAt});

/** The owner of a blob that several backups need. */
const SHARED = 0x7fff_ffff;

/** Writes to each blob below whose it is. What several share already need not be walked again. */
async function own(openTree: OpenTree, owners: BlobTable, root: string, number: number): Promise<void> {
  const left = [root];
  const mark = (hex: string, type: 'data' | 'tree'): boolean => {
    const id = Buffer.from(hex, 'hex');
    const known = owners.find(id, type);
    if (known?.pack === SHARED || known?.pack === number) return false;
    owners.place(id, {type, pack: known ? SHARED : number, offset: 0, length: 0, plainLength: 0});
    return true;
  };
  mark(root, 'tree');
  for (let tree = left.pop(); tree !== undefined; tree = left.pop()) {
    for (const {subtree, content} of await openTree(tree)) {
      if (subtree !== undefined && mark(subtree, 'tree')) left.push(subtree);
      for (const chunk of content) mark(chunk, 'data');
    }
  }
}

async function blobsOf(openTree: OpenTree, {blobs}: Repository, backups: readonly ListedBackup[]): Promise<BlobTable> {
  const used = makeBlobTable(blobs.count);
  for (const {tree} of backups) await own(openTree, used, tree, 0);
  return used;
}

const usedBy = (some: BlobTable | undefined, all: BlobTable): BlobTable => some ?? all;

function addUp(
  {blobs}: Repository,
  owners: BlobTable,
  used: BlobTable,
  tellOwn: (owner: number, bytes: number) => void,
) {
  const packs = new Set<number>();
  const sums = {blobs: 0, plainBytes: 0, storedBytes: 0};
  used.each((id, {type}) => {
    const place = blobs.find(id, type);
    const owner = owners.find(id, type)?.pack;
    if (!place) return;
    packs.add(place.pack);
    sums.blobs += 1;
    sums.storedBytes += place.length;
    sums.plainBytes += place.plainLength || place.length - 32;
    if (owner !== undefined && owner !== SHARED) tellOwn(owner, place.length);
  });
  return {...sums, packs: packs.size};
}

type Totals = Pick<BackupStats, 'files' | 'folders' | 'restoreBytes'>;

/** Folders that many backups share are counted once and added up many times. */
function counting(openTree: OpenTree): (tree: string) => Promise<Totals> {
  const known = new Map<string, Totals>();
  const count = async (tree: string): Promise<Totals> => {
    const before = known.get(tree);
    if (before) return before;
    const totals: Totals = {files: 0, folders: 0, restoreBytes: 0};
    for (const {type, bytes, subtree} of await openTree(tree)) {
      if (type === 'dir') totals.folders += 1;
      else totals.files += 1;
      if (type === 'file') totals.restoreBytes += bytes;
      if (subtree !== undefined) add(totals, await count(subtree));
    }
    known.set(tree, totals);
    return totals;
  };
  return count;
}

function add(totals: Totals, {files, folders, restoreBytes}: Totals): void {
  totals.files += files;
  totals.folders += folders;
  totals.restoreBytes += restoreBytes;
}
