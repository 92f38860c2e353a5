import type {OperationDetail} from '../../../state/operations.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {type Operation, operate} from '../../operations/operate.js';
import type {World} from '../../world.js';
import type {RepositoryLock} from '../repository/hold-lock.js';
import {lockRequest, repositoryOf} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import {type Env, withRepository} from '../with-repository.js';
import {look, type PruneOrder} from './look.js';
import {sum} from './plan.js';
import {pruneSafely} from './prune-safely.js';
import {type PruneReport, reportOf} from './report.js';

export interface PruneCall {
  env: Env;
  /** Aborted when the person had enough: it stops where nothing is lost, and what was copied counts the next time. */
  signal?: AbortSignal;
  onProgress?(detail: OperationDetail): void;
  /** So long it waits for those who use the repository. */
  patienceMs?: number;
}

const PATIENCE_MS = 60_000;
/** So large a pack should be. */
export const PACK_BYTES = 16 * 1024 * 1024;

/** What a prune would do. Nothing is changed by asking. */
export async function tryPrune(world: World, order: PruneOrder, call: PruneCall): Promise<PruneReport> {
  const startedAt = world.now();
  const lock = lockRequest(world, false, call.patienceMs ?? PATIENCE_MS);
  return withRepository(world, call.env, lock, async (repository) => {
    const looked = await look(repository, order, call.signal ?? new AbortController().signal);
    const more = {isDry: true, operation: null, isRepair: order.isRepair, made: 0};
    return reportOf(looked, {...more, repository: repository.store.where, tookMs: world.now() - startedAt});
  });
}

/** Frees what no backup needs. */
export async function prune(world: World, order: PruneOrder, call: PruneCall): Promise<PruneReport> {
  const subject = repositoryOf(world, call.env);
  return operate(world, {kind: 'prune', subject, ...(call.signal && {signal: call.signal})}, async (operation) => {
    const lock = lockRequest(world, true, call.patienceMs ?? PATIENCE_MS);
    return withRepository(world, call.env, lock, async (repository, held) => {
      const report = await inOperation({world, order, call, operation, repository, lock: held});
      const {packs, freedBytes, repackedBytes} = report;
      write(world.db, () => record(world, {type: 'backup.pruned', data: {...packs, freedBytes, repackedBytes}}));
      return report;
    });
  });
}

interface Run {
  world: World;
  order: PruneOrder;
  call: PruneCall;
  operation: Operation;
  repository: Repository;
  lock: RepositoryLock;
}

async function inOperation({world, order, call, operation, repository, lock}: Run): Promise<PruneReport> {
  const startedAt = world.now();
  const {signal} = operation;
  await repository.store.prepare();
  const looked = await operation.step('look', () => look(repository, order, signal));
  const bytesTotal = sum(looked.plan.repacked, ({usedBytes}) => usedBytes);
  const {made} = await pruneSafely({
    ...{repository, looked, lock, signal},
    ...{processes: world.processes, packBytes: order.packBytes},
    step: operation.step,
    tell(bytes, files) {
      const detail: OperationDetail = {files, bytes, bytesTotal};
      operation.progress(bytes, bytesTotal, detail);
      call.onProgress?.(detail);
    },
  });
  const more = {isDry: false, operation: operation.id, isRepair: order.isRepair, made};
  return reportOf(looked, {...more, repository: repository.store.where, tookMs: world.now() - startedAt});
}
