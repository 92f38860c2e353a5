import {OrkestraError} from '../../../state/errors.js';
import {insertProof, readLastProof} from '../../../state/proofs.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {tellRecovery, tellTrouble} from '../../notify/tell-trouble.js';
import {operate} from '../../operations/operate.js';
import type {World} from '../../world.js';
import {type Proof, proveBackup} from '../check/prove.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import {loadIndex} from '../repository/load-index.js';
import {lockRequest} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import {textOf} from '../select.js';
import {type Env, withRepository} from '../with-repository.js';
import {newestToProve} from './newest.js';

export interface Proven extends Proof {
  backup: string;
  name: string | null;
}

interface ProofCall {
  env: Env;
  signal?: AbortSignal;
}

const PATIENCE_MS = 60_000;

/** Really restores a sample of the newest backup, compares it, and writes down what came of it. */
export async function proveNewest(world: World, {env, signal}: ProofCall): Promise<Proven> {
  return operate(world, {kind: 'proof', subject: 'the newest backup', ...(signal && {signal})}, (operation) =>
    withRepository(world, env, lockRequest(world, false, PATIENCE_MS), async (repository) => {
      const backup = await operation.step('open', () => findNewest(repository));
      const proof = await operation.step('restore', () => prove(world, repository, backup, operation.signal));
      keepProof(world, backup, proof);
      return {...proof, backup: backup.id, name: backup.name ?? null};
    }),
  );
}

async function findNewest(repository: Repository): Promise<ListedBackup> {
  await repository.store.prepare();
  const [, backups] = await Promise.all([loadIndex(repository), listBackups(repository, () => {})]);
  const newest = newestToProve(backups);
  if (newest) return newest;
  throw new OrkestraError('not-found', 'There are no backups yet.', {hint: '`orkestra backup PATH` makes one.'});
}

/** What is too damaged to be tried is no less a failed proof. */
async function prove(world: World, repository: Repository, backup: ListedBackup, signal: AbortSignal): Promise<Proof> {
  try {
    return await tryToProve(world, repository, backup, signal);
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'corrupt') throw error;
    const problems = [{path: repository.store.where, why: error.message}];
    return {isOk: false, files: 0, bytes: 0, sourceFiles: 0, problems, tookMs: 0};
  }
}

const tryToProve = (world: World, repository: Repository, backup: ListedBackup, signal: AbortSignal): Promise<Proof> =>
  proveBackup(
    {...{repository, signal, processes: world.processes}, random: world.random, scratch: repository.store.scratch},
    backup,
    {comparesSource: backup.hostname === world.processes.host},
  );

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
