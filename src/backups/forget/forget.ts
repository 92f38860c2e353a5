import {dropBackup} from '../../../state/backups.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {operate} from '../../operations/operate.js';
import type {World} from '../../world.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import {lockRequest, repositoryOf} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import {type Env, withOpenRepository, withRepository} from '../with-repository.js';
import {type ForgetGroup, type ForgetOrder, type Known, planForget, whatGoes} from './plan.js';

export interface ForgetCall {
  env: Env;
  signal?: AbortSignal;
  /** So long it waits for those who use the repository. */
  patienceMs?: number;
}

const PATIENCE_MS = 10_000;

/** What would be forgotten, and what stays and why. */
export const tryForget = (world: World, order: ForgetOrder, {env}: ForgetCall): Promise<ForgetGroup[]> =>
  withOpenRepository(world, env, async (repository) => planForget(await listed(repository), order, world.now()));

async function listed(repository: Repository): Promise<Known> {
  const damaged: string[] = [];
  return {backups: await listBackups(repository, (_, id) => void damaged.push(id)), damaged};
}

/**
 * Forgets those of `agreed` that the order still means: what a person agreed to is never widened by what happened since.
 * Their data stays until it is pruned.
 */
export async function forget(
  world: World,
  order: ForgetOrder,
  agreed: ReadonlySet<string>,
  {env, signal, patienceMs = PATIENCE_MS}: ForgetCall,
): Promise<{forgotten: ListedBackup[]; operation: number}> {
  const subject = repositoryOf(world, env);
  return operate(world, {kind: 'forget', subject, ...(signal && {signal})}, async (operation) =>
    withRepository(world, env, lockRequest(world, true, patienceMs), async (repository, lock) => {
      const going = await operation.step('decide', async () =>
        whatGoes(planForget(await listed(repository), order, world.now())).filter(({id}) => agreed.has(id)),
      );
      const forgotten: ListedBackup[] = [];
      await operation.step('forget', async () => {
        for (const backup of going.slice(forgotten.length)) {
          operation.signal.throwIfAborted();
          lock.assertHeld();
          await repository.store.remove('snapshots', backup.id);
          noteForgotten(world, backup);
          forgotten.push(backup);
        }
      });
      return {forgotten, operation: operation.id};
    }),
  );
}

function noteForgotten(world: World, {id, name, madeAt, paths}: ListedBackup): void {
  write(world.db, () => {
    dropBackup(world.db, id);
    record(world, {type: 'backup.forgotten', data: {id, name: name ?? null, madeAt, paths}});
  });
}
