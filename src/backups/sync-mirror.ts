import {type Backup, dropBackup, listBackupIds, readBackup, writeBackup} from '../../state/backups.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import type {ListedBackup} from './list-backups.js';
import type {Store} from './store/store.js';
import {summaryOf} from './summary.js';

/**
 * Brings what screens show up to date with what the repository has: backups of others are added, and those that somebody
 * forgot are dropped. One that is missing in the list may have been made since, so it is looked for once more.
 */
export async function syncMirror(
  world: World,
  store: Store,
  listed: readonly ListedBackup[],
  damaged: ReadonlySet<string>,
): Promise<void> {
  const {db} = world;
  const ids = new Set(listed.map(({id}) => id));
  const gone: string[] = [];
  for (const id of listBackupIds(db)) {
    if (!ids.has(id) && !damaged.has(id) && !(await store.exists('snapshots', id))) gone.push(id);
  }
  const strange = listed.filter(({id}) => readBackup(db, id) === undefined);
  if (gone.length + strange.length === 0) return;
  write(db, () => {
    // Whoever made one writes its row soon after it is there; what he wrote meanwhile stays.
    const added = strange.filter(({id}) => readBackup(db, id) === undefined);
    for (const backup of added) writeBackup(db, foreign(backup));
    for (const id of gone) dropBackup(db, id);
    record(world, {type: 'backup.seen', data: {added: added.map(({id}) => id), gone}});
  });
}

function foreign(backup: ListedBackup): Backup {
  const {id, name, hostname, paths, tags, madeAt, parent} = backup;
  return {
    ...{id, paths, tags, madeAt},
    ...summaryOf(backup),
    name: name ?? null,
    host: hostname,
    parent: parent ?? null,
    errors: 0,
    kind: 'foreign',
    operation: null,
    task: null,
  };
}
