import {type Backup, type BackupKind, writeBackup} from '../../state/backups.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';

type Made = Omit<Backup, 'kind' | 'errors' | 'task'> & {problemCount: number};

/** What screens show of a backup without opening the repository. */
export function mirrorBackup(
  world: World,
  made: Made,
  {kind = 'made', task}: {kind?: BackupKind; task?: number},
): void {
  const {id, name, host, paths, tags, madeAt, tookMs, files, folders, bytes, addedBytes, storedBytes} = made;
  write(world.db, () => {
    writeBackup(world.db, {
      ...{id, name, host, paths, tags, madeAt, tookMs, files, folders, bytes, addedBytes, storedBytes, kind},
      errors: made.problemCount,
      parent: made.parent,
      operation: made.operation,
      task: task ?? null,
    });
    record(world, {
      type: 'backup.made',
      data: {id, name, files, bytes, errors: made.problemCount},
      ...(task && {task}),
    });
  });
}
