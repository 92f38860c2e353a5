import {realpathSync} from 'node:fs';
import {OrkestraError} from '../../../state/errors.js';
import {listLockFiles} from '../../../state/lock-files.js';
import {findHindrance} from '../../locks/take.js';
import type {World} from '../../world.js';
import {readBackupFile} from '../format/backup-file.js';
import {toText} from '../format/names.js';
import {isInScope, scopeOf} from '../guard/scope.js';
import {requestOf} from '../make/order.js';
import {loadIndex} from '../repository/load-index.js';
import type {Repository} from '../repository/repository.js';
import {makeContentList} from '../restore/content-list.js';
import type {RestorePlan} from '../restore/plan.js';
import {planOf} from '../restore/restore.js';
import {type Change, compareWith} from './compare.js';
import type {Guarded} from './find-guard.js';
import {type Kept, keptIn} from './kept.js';
import {lookAtPresent} from './present.js';

/** What putting an attempt's work back would do, and what it would leave and why. */
export interface Preview {
  plan: RestorePlan;
  changes: Change[];
  left: {path: string; why: string}[];
}

export interface PreviewOptions {
  /** What others touched after the attempt is put back as well. */
  takesLater: boolean;
  /** Whose locks are in nobody's way. */
  holder: string;
  signal: AbortSignal;
}

export async function previewRollback(
  world: World,
  repository: Repository,
  {guard, endedAt}: Guarded,
  {takesLater, holder, signal}: PreviewOptions,
): Promise<Preview> {
  const root = realpathSync(world.paths.root);
  const plan = await planOfBackup(world, repository, guard.backup, signal);
  const before: ReadonlyMap<string, Kept> = plan ? keptIn(plan) : new Map();
  const paths = [...new Set([...guard.scope.paths, ...scopeOf(root, guard.scope.globs).paths])];
  const asked = {world, order: {paths, kind: 'rollback'} as const, paths};
  const now = lookAtPresent(requestOf(asked, repository.store, undefined));
  const isMeant = (path: string): boolean => isOurs(toText(path), paths) && isInScope(guard.scope, root, toText(path));
  const all = compareWith({
    ...{plan: plan ?? emptyPlan(repository), before, now, isMeant},
    ...{startedAt: guard.startedAt, endedAt},
  });
  const left: Preview['left'] = [];
  const isLocked = listLockFiles(world.paths.locks).locks.some(
    (lock) => lock.kind === 'file' && lock.holder !== holder,
  );
  const changes = all.filter((change) => {
    const why = whyLater(change, takesLater) ?? (isLocked ? whyHeld(world, root, holder, change) : undefined);
    if (why !== undefined) left.push({path: toText(change.path), why});
    return why === undefined;
  });
  return {plan: plan ?? emptyPlan(repository), changes, left};
}

/** Below what was backed up, not on the way to it; and git keeps its own house. */
const isOurs = (path: string, paths: readonly string[]): boolean =>
  paths.some((one) => path === one || path.startsWith(`${one}/`)) && !path.split('/').includes('.git');

function whyLater({isLater, was, now}: Change, takesLater: boolean): string | undefined {
  if (!isLater || takesLater || now?.kind === 'folder') return undefined;
  return `${was === 'created' ? 'it was made' : 'it was changed'} after the attempt ended`;
}

function whyHeld(world: World, root: string, holder: string, {path}: Change): string | undefined {
  const name = toText(path).slice(root.length + 1);
  if (name === '') return undefined;
  return findHindrance(world, {kind: 'file', ids: [name], holder, leaseMs: 0, isBeating: true})?.why;
}

/** What a backup holds, each entry under its full path. */
export async function planOfBackup(
  world: World,
  repository: Repository,
  id: string | null,
  signal: AbortSignal,
): Promise<RestorePlan | undefined> {
  if (id === null) return undefined;
  await repository.store.prepare();
  const {damaged} = await loadIndex(repository);
  const [first] = damaged;
  if (first) throw new OrkestraError('corrupt', `An index of the repository is damaged: ${first.why}`);
  const backup = await readKept(repository, id);
  const restoring = {repository, processes: world.processes, signal};
  const plan = await planOf(restoring, backup, {isFullPath: true, only: [], exclude: []});
  const lost = plan.problems.find(({isLoss}) => isLoss);
  if (lost)
    throw new OrkestraError('corrupt', `The backup ${id.slice(0, 8)} cannot be read: ${lost.path}: ${lost.why}`);
  return plan;
}

async function readKept(repository: Repository, id: string) {
  try {
    return readBackupFile(await repository.load('snapshots', id), id);
  } catch (error) {
    if (!(error instanceof OrkestraError) || error.code !== 'not-found') throw error;
    throw new OrkestraError(
      'not-found',
      `The backup ${id.slice(0, 8)} was forgotten, so there is nothing to go back to.`,
    );
  }
}

const emptyPlan = (repository: Repository): RestorePlan => ({
  ...{folders: [], files: [], others: [], bytes: 0, problems: []},
  content: makeContentList(repository),
});
