import {existsSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {OrkestraError} from '../../../state/errors.js';
import type {OperationDetail} from '../../../state/operations.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {operate} from '../../operations/operate.js';
import type {World} from '../../world.js';
import {listBackups} from '../list-backups.js';
import {loadIndex} from '../repository/load-index.js';
import {checkRepositoryIsThere, lockRequest} from '../repository/of-project.js';
import {selectBackup} from '../select.js';
import {type Env, withRepository} from '../with-repository.js';
import {type ListedEntry, listRestore} from './list.js';
import type {RestorePlan} from './plan.js';
import type {RestoreCounts, RestoreProblem} from './report.js';
import {makePlan, planOf} from './restore.js';

export interface RestoreOrder {
  /** A name, an id or the beginning of one, or `latest`. */
  backup: string;
  to: string;
  only?: readonly string[];
  exclude?: readonly string[];
  overwrites?: boolean;
  verifies?: boolean;
  isFullPath?: boolean;
}

export interface RestoreCall {
  env: Env;
  signal?: AbortSignal;
  onProgress?(detail: OperationDetail): void;
}

export interface RestoreReport extends RestoreCounts {
  id: string;
  name: string | null;
  to: string;
  operation: number;
  isOk: boolean;
  tookMs: number;
  problemCount: number;
  problems: readonly RestoreProblem[];
  /** What was backed up and is of a kind that is not restored, and why. */
  leftOut: {path: string; why: string}[];
}

/** A backup waits for it for a while; whoever restores is in nobody's way. */
const PATIENCE_MS = 60_000;

/** Brings files of a backup back into a folder, as an operation. */
export async function bringBack(world: World, order: RestoreOrder, call: RestoreCall): Promise<RestoreReport> {
  const {signal} = call;
  await checkRepositoryIsThere(world, call.env);
  return operate(world, {kind: 'restore', subject: order.backup, ...(signal && {signal})}, (operation) =>
    withPlan(world, order, {...call, signal: operation.signal}, async ({id, name, plan, restoring}) => {
      const tell = (counts: RestoreCounts): void => {
        const detail = detailOf(counts, plan);
        operation.progress(detail.bytes, plan.bytes, detail);
        call.onProgress?.(detail);
      };
      const outcome = await operation.step('restore', () =>
        makePlan({...restoring, signal: operation.signal, tell}, plan, {
          to: resolve(order.to),
          overwrites: order.overwrites ?? false,
          verifies: order.verifies ?? false,
        }),
      );
      const {files, bytes, problemCount} = outcome;
      write(world.db, () =>
        record(world, {type: 'backup.restored', data: {id, name, to: order.to, files, bytes, errors: problemCount}}),
      );
      const leftOut = plan.problems.filter(({isLoss}) => !isLoss).map(({path, why}) => ({path, why}));
      const lost = plan.problems.filter(({isLoss}) => isLoss).map(({path, why}) => ({path, why}));
      return {
        ...outcome,
        ...{id, name: name ?? null, to: resolve(order.to), operation: operation.id, leftOut},
        isOk: outcome.isOk && lost.length === 0,
        problems: [...lost, ...outcome.problems],
        problemCount: outcome.problemCount + lost.length,
      };
    }),
  );
}

export interface RestoreListing {
  id: string;
  name: string | null;
  to: string;
  files: number;
  bytes: number;
  entries: ListedEntry[];
  problems: {path: string; why: string}[];
}

/** What a restore would make. Nothing is written. */
export function listBringBack(world: World, order: RestoreOrder, call: RestoreCall): Promise<RestoreListing> {
  return withPlan(world, order, call, async ({id, name, plan}) => ({
    ...{id, name: name ?? null, to: resolve(order.to)},
    ...{files: plan.files.length, bytes: plan.bytes, entries: [...listRestore(plan, resolve(order.to))]},
    problems: plan.problems.map(({path, why}) => ({path, why})),
  }));
}

interface Planned {
  id: string;
  name: string | undefined;
  plan: RestorePlan;
  restoring: Parameters<typeof planOf>[0];
}

async function withPlan<Result>(
  world: World,
  {backup: word, only = [], exclude = [], isFullPath = false}: RestoreOrder,
  {env, signal}: RestoreCall,
  deed: (planned: Planned) => Promise<Result>,
): Promise<Result> {
  return withRepository(world, env, lockRequest(world, false, PATIENCE_MS), async (repository) => {
    // One that is damaged does not keep the others from being restored.
    const [backups] = await Promise.all([listBackups(repository, () => {}), loadIndex(repository)]);
    const backup = selectBackup(backups, word);
    const never = new AbortController().signal;
    const restoring = {repository, processes: world.processes, signal: signal ?? never};
    const plan = await planOf(restoring, backup, {only, exclude, isFullPath});
    if (only.length > 0 && plan.files.length + plan.others.length === 0 && plan.folders.length <= 1)
      throw new OrkestraError('not-found', `Nothing in the backup ${word} matches ${only.join(', ')}.`, {
        hint: '`orkestra backups files` lists what is in it.',
      });
    return deed({id: backup.id, name: backup.name, plan, restoring});
  });
}

const detailOf = ({files, sameFiles, bytes}: RestoreCounts, plan: RestorePlan): OperationDetail => ({
  files: files + sameFiles,
  filesTotal: plan.files.length,
  bytes,
  bytesTotal: plan.bytes,
});

/** Where a restore goes when nobody said where: a folder of its own, never over what is there. */
export function freeTarget(dir: string, word: string): string {
  for (let number = 1; ; number++) {
    const path = join(dir, `restored-${word.replace(/[^\p{L}\p{N}_.-]/gu, '-')}${number === 1 ? '' : `-${number}`}`);
    if (!existsSync(path)) return path;
  }
}
