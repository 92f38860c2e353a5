import {realpathSync} from 'node:fs';
import {OrkestraError} from '../../../state/errors.js';
import {endRollback, startRollback} from '../../../state/rollbacks.js';
import {write} from '../../../state/write.js';
import {record} from '../../audit/record.js';
import {dropLocks, takeLocks} from '../../locks/take.js';
import {operate} from '../../operations/operate.js';
import {lockHolder} from '../../tasks/claim.js';
import {findTask} from '../../tasks/find.js';
import type {World} from '../../world.js';
import {toText} from '../format/names.js';
import {ROLLBACK, taskTag} from '../guard/name.js';
import {backUp} from '../make/back-up.js';
import type {BackupCall} from '../make/order.js';
import {lockRequest} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import {toUs} from '../restore/metadata.js';
import type {RestorePlan} from '../restore/plan.js';
import {withRepository} from '../with-repository.js';
import type {Change} from './compare.js';
import {diffOfChanges} from './diff.js';
import {findGuarded, type Guarded} from './find-guard.js';
import {type Kept, keptIn} from './kept.js';
import type {Present} from './present.js';
import {type Preview, planOfBackup, previewRollback} from './preview.js';
import {putInState} from './put-in-state.js';

export interface RollbackRequest {
  task: number;
  attempt?: number | undefined;
  /** What others touched after the attempt ended is put back as well. */
  takesLater?: boolean;
  /** The engine asks, at the end of the attempt: its own locks are held. */
  isEnding?: boolean;
}

export interface RollbackReport {
  task: number;
  attempt: number;
  guard: string | null;
  /** What was replaced and removed, so that it can be taken back; null where nothing was. */
  backup: string | null;
  changes: {path: string; was: Change['was']}[];
  /** What was not touched, and why. */
  left: {path: string; why: string}[];
  restored: number;
  removed: number;
}

const PATIENCE_MS = 60_000;
const LOCKED_FOR_MS = 10 * 60_000;
/** More files than this are locked as the task declared them, each lock being a file; and backed up with what lies beside them. */
const MOST_LOCKED = 20;
const MOST_NAMED = 1000;

/** What would be put back, with a diff of what can be shown as text. Nothing is changed. */
export async function tryRollBack(world: World, request: RollbackRequest, call: BackupCall) {
  const guarded = findGuarded(world, findTask(world, request.task), request.attempt, request.isEnding);
  return looking(world, call, async (repository, signal) => {
    const preview = await previewRollback(world, repository, guarded, {...optionsOf(request, guarded), signal});
    const diff = await diffOfChanges(
      {repository, processes: world.processes, signal},
      preview,
      realpathSync(world.paths.root),
    );
    return {...reportOf(guarded, preview, null), diff};
  });
}

/**
 * Puts back what an attempt did: what is there now is backed up first, so that this can be taken back as well. What
 * others touched after the attempt is left and named.
 */
export async function rollBack(world: World, request: RollbackRequest, call: BackupCall): Promise<RollbackReport> {
  const task = findTask(world, request.task);
  const guarded = findGuarded(world, task, request.attempt, request.isEnding);
  const options = optionsOf(request, guarded);
  const look = () =>
    looking(world, call, (repository, signal) => previewRollback(world, repository, guarded, {...options, signal}));
  const first = await look();
  if (first.changes.length === 0) return reportOf(guarded, first, null);
  return whileLocked(world, guarded, first.changes, request, async () => {
    const backup = await keepPresent(world, guarded, first.changes, call);
    return operate(world, {kind: 'rollback', subject: `#${task.id}`, ...(call.signal && {signal: call.signal})}, () =>
      putBack(world, guarded, {call, backup, options}),
    );
  });
}

/** An attempt that ends holds its own locks still; who puts its work back later takes some. */
const optionsOf = ({takesLater, isEnding}: RollbackRequest, {guard: {task, attempt}}: Guarded) => ({
  takesLater: takesLater === true,
  holder: isEnding ? lockHolder({id: task, attempt}) : holderFor(task),
});

const holderFor = (task: number): string => `the rollback of #${task}`;

async function looking<Of>(
  world: World,
  {env, signal}: BackupCall,
  deed: (repository: Repository, signal: AbortSignal) => Promise<Of>,
): Promise<Of> {
  const never = new AbortController().signal;
  return withRepository(world, env, lockRequest(world, false, PATIENCE_MS), (repository) =>
    deed(repository, signal ?? never),
  );
}

/** No task begins to work on these files meanwhile. */
async function whileLocked<Of>(
  world: World,
  {guard}: Guarded,
  changes: readonly Change[],
  {isEnding}: RollbackRequest,
  deed: () => Promise<Of>,
): Promise<Of> {
  if (isEnding) return deed();
  const holder = holderFor(guard.task);
  const root = realpathSync(world.paths.root);
  const names = changes.map(({path}) => toText(path).slice(root.length + 1)).filter(Boolean);
  const {globs} = guard.scope;
  const ids = names.length <= MOST_LOCKED ? names : globs.length > 0 ? globs : ['**'];
  const lock = {kind: 'file', ids, holder, leaseMs: LOCKED_FOR_MS, isBeating: true} as const;
  const answer = takeLocks(world, {...lock, reason: `the work of #${guard.task} is put back`});
  if (!answer.ok)
    throw new OrkestraError('conflict', `The work of #${guard.task} cannot be put back now: ${answer.why}.`);
  try {
    return await deed();
  } finally {
    dropLocks(world, holder);
  }
}

/** Exactly what gives way; null where nothing does. */
async function keepPresent(world: World, {guard}: Guarded, changes: readonly Change[], call: BackupCall) {
  const there = changes.filter(({now}) => now !== undefined && now.kind !== 'folder').map(({path}) => toText(path));
  if (there.length === 0) return null;
  const {task} = guard;
  const paths = there.length <= MOST_NAMED ? there : guard.scope.paths;
  const order = {paths, arePathsReal: true, name: ROLLBACK, tags: [taskTag(task)], kind: 'rollback', task} as const;
  const {id} = await backUp(world, order, call);
  return id;
}

interface Putting {
  call: BackupCall;
  backup: string | null;
  options: {takesLater: boolean; holder: string};
}

/** Looks once more: only what is in the backup just taken, as it is there now, gives way. */
function putBack(world: World, guarded: Guarded, {call, backup, options}: Putting): Promise<RollbackReport> {
  const {guard} = guarded;
  return looking(world, call, async (repository, signal) => {
    const preview = await previewRollback(world, repository, guarded, {...options, signal});
    const present = await planOfBackup(world, repository, backup, signal);
    const ready = keptOnly(preview, present);
    const entries = ready.changes.map(({path, was}) => ({path, was}));
    const about = {task: guard.task, attempt: guard.attempt, guard: guard.backup, backup};
    const id = write(world.db, () => startRollback(world.db, {...about, entries, startedAt: world.now()}));
    const steps = ready.changes.map(({path, before, now}) => ({path, wanted: before, now}));
    const {restored, removed, problems} = await putInState(
      {repository, processes: world.processes, signal},
      ready.plan,
      steps,
    );
    const report = {...reportOf(guarded, ready, backup), restored, removed, left: [...ready.left, ...problems]};
    write(world.db, () => {
      endRollback(world.db, id, world.now());
      const {task, attempt} = guard;
      record(world, {type: 'task.rolled-back', task, data: {attempt, backup, restored, removed, left: report.left}});
    });
    return report;
  });
}

/** What is not kept as it is now, because it came or changed since, is left. */
function keptOnly(preview: Preview, present: RestorePlan | undefined): Preview {
  const kept = present ? keptIn(present) : new Map<string, Kept>();
  const left = [...preview.left];
  const changes = preview.changes.filter(({path, now}) => {
    if (!now || now.kind === 'folder') return true;
    const copy = kept.get(path);
    const isKept = copy !== undefined && isCopyOf(copy, now);
    if (!isKept) left.push({path: toText(path), why: 'it could not be kept as it is now, so it was left'});
    return isKept;
  });
  return {...preview, changes, left};
}

const isCopyOf = ({bytes, metadata}: Kept, {kind, stats}: Present): boolean =>
  kind !== 'file' || (bytes === Number(stats.size) && metadata?.modifiedUs === toUs(stats.mtimeNs));

const reportOf = ({guard}: Guarded, {changes, left}: Preview, backup: string | null): RollbackReport => ({
  ...{task: guard.task, attempt: guard.attempt, guard: guard.backup, backup},
  changes: changes.map(({path, was}) => ({path: toText(path), was})),
  ...{left, restored: 0, removed: 0},
});
