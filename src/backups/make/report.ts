import {listSteps, type OperationStep} from '../../../state/operation-steps.js';
import type {World} from '../../world.js';
import type {ListedBackup} from '../list-backups.js';
import type {Repository} from '../repository/repository.js';
import type {BackupWork} from './make-backup.js';
import type {Problem} from './news.js';
import type {BackupOrder} from './order.js';

export interface BackupReport {
  id: string;
  name: string | null;
  operation: number;
  paths: string[];
  tags: string[];
  parent: string | null;
  repository: string;
  /** The repository was made for this one. */
  isFirst: boolean;
  /** Where its password is, when that was made as well: without it nothing can be restored. */
  newPassword: string | null;
  files: number;
  newFiles: number;
  changedFiles: number;
  sameFiles: number;
  folders: number;
  bytes: number;
  addedBytes: number;
  storedBytes: number;
  tookMs: number;
  problemCount: number;
  problems: Problem[];
  /** What was done, in order. */
  steps: Omit<OperationStep, 'operation' | 'place'>[];
}

interface Asked {
  world: World;
  order: BackupOrder;
  operation: number;
  paths: string[];
}

interface Made {
  id: string;
  work: BackupWork;
  startedAt: number;
  parent: ListedBackup | undefined;
  isNew: boolean;
  newPassword: string | null;
  repository: Repository;
}

export function reportOf({world, order, operation, paths}: Asked, made: Made): BackupReport {
  const {id, work, startedAt, parent, isNew, newPassword, repository} = made;
  const {added} = work;
  const {problems, problemCount} = work.news;
  const {files, newFiles, changedFiles, sameFiles, folders, bytes} = work.news.counts;
  return {
    ...{id, name: order.name ?? null, operation, paths, tags: [...(order.tags ?? [])]},
    ...{parent: parent?.id ?? null, repository: repository.store.where, isFirst: isNew, newPassword},
    ...{files, newFiles, changedFiles, sameFiles, folders, bytes},
    ...{addedBytes: added.bytes, storedBytes: added.storedBytes, tookMs: world.now() - startedAt},
    ...{problemCount, problems, steps: stepsOf(world, operation)},
  };
}

const stepsOf = ({db}: World, operation: number): BackupReport['steps'] =>
  listSteps(db, operation).map(({operation: _, place: __, ...step}) => step);
