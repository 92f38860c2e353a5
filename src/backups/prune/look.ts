import type {IndexedPack} from '../format/index-file.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import type {Repository} from '../repository/repository.js';
import type {StoredFile} from '../store/store.js';
import {fillFrom, type ListedPacks, listedPacks} from './listed-packs.js';
import {packsByHeader} from './pack-headers.js';
import {type PrunePlan, type PruneRules, planPrune} from './plan.js';
import {type Survey, survey} from './survey.js';
import {findUsed, type UsedBlobs} from './used-blobs.js';

export interface PruneOrder extends PruneRules {
  /** The indexes are not believed; what is in the packs is read from the packs. */
  isRepair: boolean;
}

/** All that has to be known before anything is changed. Whatever cannot be read ends it. */
export interface Looked {
  backups: readonly ListedBackup[];
  listed: ListedPacks;
  used: UsedBlobs;
  plan: PrunePlan;
  isWanted: Survey['isWanted'];
  /** The indexes have to be made anew. */
  hasToList: boolean;
  /** Packs of which nobody can say what is in them; they stay. */
  unreadable: {name: string; why: string}[];
}

export async function look(repository: Repository, order: PruneOrder, signal: AbortSignal): Promise<Looked> {
  const stored = await repository.store.list('data');
  const backups = await listBackups(repository);
  const {packs: listed, unreadable} = order.isRepair
    ? await packsByHeader(repository, stored, signal)
    : {packs: await listedPacks(repository), unreadable: []};
  const known = without(stored, unreadable);
  const names = new Set(known.map(({name}) => name));
  await fillFrom(repository, listed, (pack) => names.has(pack));
  const used = await findUsed(repository, backups, {signal});
  const found = await survey(listed, used, repository.blobs.count, known);
  const plan = planPrune(found.packs, found, order);
  const changes = plan.repacked.length + plan.removed.length + plan.missing.length;
  return {
    ...{backups, listed, used, plan, unreadable},
    isWanted: found.isWanted,
    hasToList: order.isRepair || changes > 0,
  };
}

function without(stored: readonly StoredFile[], left: readonly {name: string}[]): StoredFile[] {
  const names = new Set(left.map(({name}) => name));
  return stored.filter(({name}) => !names.has(name));
}

/** The packs of these names, with their blobs. */
export async function packsNamed(listed: ListedPacks, names: ReadonlySet<string>): Promise<IndexedPack[]> {
  const packs: IndexedPack[] = [];
  await listed.each((pack) => {
    if (names.has(pack.id)) packs.push(pack);
  });
  return packs;
}
