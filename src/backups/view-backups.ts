import {type Backup, listBackups as listRows, readBackup} from '../../state/backups.js';
import {OrkestraError} from '../../state/errors.js';
import {listSteps, type OperationStep} from '../../state/operation-steps.js';
import {listProofs, type Proof} from '../../state/proofs.js';
import type {World} from '../world.js';
import {type BackupFilter, matches} from './filter.js';
import {type ListedBackup, listBackups} from './list-backups.js';
import {selectBackup} from './select.js';
import {syncMirror} from './sync-mirror.js';
import {type Env, withOpenRepository} from './with-repository.js';

/** A backup as it is listed: with the last time it was proven. */
export interface BackupView extends Backup {
  proof: Proof | undefined;
}

export interface BackupViews {
  /** The newest first. */
  backups: BackupView[];
  /** The ids of backups that cannot be read. */
  damaged: string[];
  /** Why the repository could not be asked: then this is what was last known. */
  unreachable: string | undefined;
}

const ALL = 1_000_000;

/** What the repository has; where it cannot be reached, what was last known of it. */
export async function viewBackups(world: World, filter: BackupFilter, env: Env): Promise<BackupViews> {
  const {damaged, unreachable} = await refresh(world, env);
  const rows = listRows(world.db, ALL).filter((row) => matches(filter, row));
  return {backups: rows.map((row) => ({...row, proof: listProofs(world.db, row.id, 1)[0]})), damaged, unreachable};
}

interface Fresh {
  listed: ListedBackup[];
  damaged: string[];
  unreachable: string | undefined;
}

async function refresh(world: World, env: Env): Promise<Fresh> {
  const damaged: string[] = [];
  try {
    const listed = await withOpenRepository(world, env, async (repository) => {
      const found = await listBackups(repository, (_, id) => void damaged.push(id));
      await syncMirror(world, repository.store, found, new Set(damaged));
      return found;
    });
    return {listed, damaged, unreachable: undefined};
  } catch (error) {
    if (!(error instanceof OrkestraError) || !['unavailable', 'not-found'].includes(error.code)) throw error;
    // Nothing was ever backed up here, so nothing is missing.
    const isEmpty = listRows(world.db, 1).length === 0;
    if (isEmpty && error.code === 'unavailable') throw error;
    return {listed: [], damaged, unreachable: isEmpty ? undefined : error.message};
  }
}

/** All that is known of one backup. */
export interface BackupFacts extends BackupView {
  proofs: Proof[];
  steps: OperationStep[];
  /** As the repository has it; not there while that cannot be reached. */
  file: ListedBackup | undefined;
  unreachable: string | undefined;
}

const PROOFS_SHOWN = 10;

export async function viewBackup(world: World, word: string, env: Env): Promise<BackupFacts> {
  const {listed, unreachable} = await refresh(world, env);
  const rows = listRows(world.db, ALL).map((row) => ({...row, name: row.name ?? undefined}));
  const {id} = selectBackup(rows, word);
  const row = readBackup(world.db, id);
  if (!row) throw new OrkestraError('not-found', `There is no backup \`${word}\`.`);
  const proofs = listProofs(world.db, id, PROOFS_SHOWN);
  const steps = row.operation === null ? [] : listSteps(world.db, row.operation);
  return {...row, proof: proofs[0], proofs, steps, file: listed.find((one) => one.id === id), unreachable};
}
