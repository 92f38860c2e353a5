import {OrkestraError} from '../../../state/errors.js';
import {insertProof, readLastProof} from '../../../state/proofs.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {tellRecovery, tellTrouble} from '../../notify/tell-trouble.js';
import type {World} from '../../world.js';
import type {ListedBackup} from '../list-backups.js';
import type {Repository} from '../repository/repository.js';
import {textOf} from '../select.js';
import {type Proof, proveSample} from '../verify/prove.js';

export interface Proven extends Proof {
  backup: string;
  name: string | null;
}

/** Really restores a sample of a backup, compares it, and writes down what came of it. The index has to be loaded. */
export async function proveBackup(
  world: World,
  repository: Repository,
  backup: ListedBackup,
  signal: AbortSignal,
): Promise<Proven> {
  await repository.store.prepare();
  const proof = await prove(world, repository, backup, signal);
  keepProof(world, backup, proof);
  return {...proof, backup: backup.id, name: backup.name ?? null};
}

/** What is too damaged to be tried is no less a failed proof. */
async function prove(world: World, repository: Repository, backup: ListedBackup, signal: AbortSignal): Promise<Proof> {
  const {processes} = world;
  const {store} = repository;
  const random = (): number => world.random();
  try {
    return await proveSample({repository, processes, signal, random, scratch: store.scratch}, backup, {
      comparesSource: backup.hostname === processes.host,
    });
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
    return {
      ...{isOk: false, files: 0, bytes: 0, sourceFiles: 0, tookMs: 0},
      problems: [{path: store.where, why: error.message}],
    };
  }
}

const ABOUT = 'proof';

/** A backup that cannot be restored is the loudest there is; that they can be again is told once. */
function keepProof(world: World, backup: ListedBackup, {isOk, files, bytes, tookMs, problems}: Proof): void {
  const [first] = problems;
  const why = first ? `${first.path}: ${first.why}` : null;
  write(world.db, () => {
    const before = readLastProof(world.db);
    const outcome = isOk ? 'proven' : 'failed';
    insertProof(world.db, {backup: backup.id, at: world.now(), tookMs, files, bytes, outcome, why});
    record(world, {type: `proof.${outcome}`, data: {backup: backup.id, files, bytes, ...(why !== null && {why})}});
    if (!isOk)
      tellTrouble(world, {
        about: ABOUT,
        title: `The backup ${textOf(backup)} could not be restored as it was made`,
        message: `${why ?? ''}; \`orkestra verify\` tells what is damaged`,
        priority: 'urgent',
      });
    else if (before?.outcome === 'failed')
      tellRecovery(world, ABOUT, `The backup ${textOf(backup)} is proven by restore`);
  });
}
