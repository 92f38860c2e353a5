import {dropBackup, readBackup, writeBackup} from '../../state/backups.js';
import {OrkestraError} from '../../state/errors.js';
import {moveProofs} from '../../state/proofs.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {checkBackupName, checkTag, nameTag} from './backup-name.js';
import {retagBackupFile} from './format/backup-file.js';
import {type ListedBackup, listBackups} from './list-backups.js';
import {lockRequest} from './repository/of-project.js';
import {selectBackup} from './select.js';
import {type Env, withRepository} from './with-repository.js';

export interface TagOrder {
  word: string;
  add: readonly string[];
  remove: readonly string[];
  /** Instead of those it has. */
  set?: readonly string[] | undefined;
  /** A new name; the empty one takes it away. */
  name?: string | undefined;
}

export interface Retagged {
  id: string;
  name: string | null;
  tags: string[];
  /** What its id was before. */
  before: string;
  isChanged: boolean;
}

const PATIENCE_MS = 10_000;

/** Gives a backup other tags. It is written anew, so it has another id; the data it names is the same. */
export async function tagBackup(world: World, order: TagOrder, {env}: {env: Env}): Promise<Retagged> {
  checkOrder(order);
  return withRepository(world, env, lockRequest(world, true, PATIENCE_MS), async (repository) => {
    const backup = selectBackup(await listBackups(repository, () => {}), order.word);
    const {name, tags} = tagsAfter(backup, order);
    const all = [...(name === undefined ? [] : [nameTag(name)]), ...tags];
    const result = {name: name ?? null, tags, before: backup.id};
    if (name === backup.name && JSON.stringify(tags) === JSON.stringify(backup.tags))
      return {...result, id: backup.id, isChanged: false};
    // The new one is there before the old one goes: at no moment is there none.
    const file = {...backup, tags: all};
    const id = await repository.save('snapshots', retagBackupFile(file, backup.id, all));
    await repository.store.remove('snapshots', backup.id);
    moveRow(world, backup, {...result, id});
    return {...result, id, isChanged: true};
  });
}

function checkOrder({add, remove, set, name}: TagOrder): void {
  if (add.length + remove.length === 0 && set === undefined && name === undefined)
    throw new OrkestraError('invalid', 'There is nothing to change.', {hint: 'Give --add, --remove, --set or --name.'});
  if (set !== undefined && add.length + remove.length > 0)
    throw new OrkestraError('invalid', '--set takes the place of all tags, so it goes without --add and --remove.');
  for (const tag of [...add, ...remove, ...(set ?? [])]) checkTag(tag);
  if (name) checkBackupName(name);
}

function tagsAfter(backup: ListedBackup, {add, remove, set, name}: TagOrder) {
  const kept = set ?? backup.tags.filter((tag) => !remove.includes(tag));
  return {name: name === undefined ? backup.name : name || undefined, tags: [...new Set([...kept, ...add])]};
}

function moveRow(world: World, {id: before}: ListedBackup, {id, name, tags}: Omit<Retagged, 'isChanged'>): void {
  const {db} = world;
  write(db, () => {
    const row = readBackup(db, before);
    if (row) writeBackup(db, {...row, id, name, tags});
    dropBackup(db, before);
    moveProofs(db, before, id);
    record(world, {type: 'backup.tagged', data: {id, before, name, tags}});
  });
}
