import type {OperationDetail} from '../../../state/operations.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {type Operation, operate} from '../../operations/operate.js';
import type {World} from '../../world.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import {newestToProve} from '../proofs/newest.js';
import {type Proven, proveBackup} from '../proofs/prove-backup.js';
import {loadIndex} from '../repository/load-index.js';
import {checkRepositoryIsThere, lockRequest} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import {noBackups, selectBackup} from '../select.js';
import {type Env, withRepository} from '../with-repository.js';
import {type VerifyOutcome, verifyRepository} from './verify.js';

/** Quick looks at what fits together, full at every byte as well, proof restores a sample and nothing else. */
export type VerifyDepth = 'quick' | 'full' | 'proof';

export interface VerifyOrder {
  depth: VerifyDepth;
  /** A name, an id or the beginning of one, or `latest`; without it everything, and the proof is of the newest. */
  backup?: string | undefined;
}

export interface VerifyCall {
  env: Env;
  signal?: AbortSignal;
  onProgress?(detail: OperationDetail): void;
}

export interface VerifyReport {
  operation: number;
  depth: VerifyDepth;
  repository: string;
  isOk: boolean;
  /** Undefined with a proof alone. */
  check?: VerifyOutcome;
  /** Undefined with a quick look, and where there is nothing to restore. */
  proof?: Proven;
  tookMs: number;
}

const PATIENCE_MS = 60_000;

/** Whether what is in the repository can be relied on, as an operation. */
export async function verifyBackups(world: World, order: VerifyOrder, call: VerifyCall): Promise<VerifyReport> {
  const {signal} = call;
  await checkRepositoryIsThere(world, call.env);
  const kind = order.depth === 'proof' ? 'proof' : 'verify';
  return operate(world, {kind, subject: order.backup ?? 'all backups', ...(signal && {signal})}, (operation) =>
    withRepository(world, call.env, lockRequest(world, false, PATIENCE_MS), (repository) =>
      inOperation({world, order, call, operation, repository}),
    ),
  );
}

interface Run {
  world: World;
  order: VerifyOrder;
  call: VerifyCall;
  operation: Operation;
  repository: Repository;
}

async function inOperation(run: Run): Promise<VerifyReport> {
  const {world, order, operation, repository} = run;
  const startedAt = world.now();
  // What is damaged among them is told by the check.
  const backups = await listBackups(repository, () => {});
  const chosen = order.backup === undefined ? undefined : selectBackup(backups, order.backup);
  const check = order.depth === 'proof' ? undefined : await operation.step('check', () => checkAll(run, chosen));
  const newest = chosen ?? newestToProve(backups);
  if (order.depth === 'proof' && !newest) throw noBackups();
  const isProven = order.depth !== 'quick' && newest !== undefined;
  if (order.depth === 'proof') await loadIndex(repository);
  const proof = isProven
    ? await operation.step('proof', () => proveBackup(world, repository, newest, operation.signal))
    : undefined;
  return {
    ...{operation: operation.id, depth: order.depth, repository: repository.store.where},
    isOk: (check?.isOk ?? true) && (proof?.isOk ?? true),
    ...(check && {check}),
    ...(proof && {proof}),
    tookMs: world.now() - startedAt,
  };
}

async function checkAll({world, order, call, operation, repository}: Run, chosen: ListedBackup | undefined) {
  const {processes} = world;
  const check = await verifyRepository(
    {
      ...{repository, processes, signal: operation.signal},
      tell({packs, totalPacks, bytes, totalBytes}) {
        const detail = {files: packs, filesTotal: totalPacks, bytes, bytesTotal: totalBytes};
        operation.progress(bytes, totalBytes, detail);
        call.onProgress?.(detail);
      },
    },
    {isFull: order.depth === 'full', backup: chosen?.id},
  );
  const {isOk, findingCount, packs, bytes} = check;
  const data = {id: chosen?.id ?? null, depth: order.depth, ok: isOk, findings: findingCount, packs, bytes};
  write(world.db, () => record(world, {type: 'backups.verified', data}));
  return check;
}
