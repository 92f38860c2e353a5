import {readBackupOfPaths} from '../../../state/backups.js';
import {OrkestraError} from '../../../state/errors.js';
import type {OperationDetail} from '../../../state/operations.js';
import {type Operation, operate} from '../../operations/operate.js';
import {userName} from '../../user-name.js';
import {version} from '../../version.js';
import type {World} from '../../world.js';
import {nameTag} from '../backup-name.js';
import {toBytes} from '../format/names.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import {mirrorBackup} from '../mirror.js';
import type {RepositoryLock} from '../repository/hold-lock.js';
import {loadIndex} from '../repository/load-index.js';
import {beginRepositoryLock, takeRepositoryLock} from '../repository/locks.js';
import {lockRequest, openOrCreateProjectRepository, type ReadyRepository} from '../repository/of-project.js';
import type {Repository} from '../repository/repository.js';
import {type Counted, countFiles} from './count.js';
import {type BackupWork, makeBackup} from './make-backup.js';
import {type BackupCall, type BackupOrder, checkOrder, parentOf, relatedTo, requestOf} from './order.js';
import {readBack} from './read-back.js';
import {type BackupReport, reportOf} from './report.js';

/** So long a backup waits for whoever uses the repository alone. */
const PATIENCE_MS = 60_000;
const TELL_EVERY_MS = 200;

/** Scans, compresses, stores and verifies: one backup, as an operation with these four steps. */
export async function backUp(world: World, order: BackupOrder, call: BackupCall): Promise<BackupReport> {
  const paths = checkOrder(order);
  // The key is derived on another thread, and takes longer than all else before the first file.
  const opening = call.opening ?? openOrCreateProjectRepository(world, call.env);
  opening.catch(() => {});
  const subject = order.name ?? paths.join(', ');
  return operate(world, {kind: 'backup', subject, ...(call.signal && {signal: call.signal})}, (operation) =>
    inOperation({world, order, call, operation, paths, opening}),
  );
}

interface Run {
  world: World;
  order: BackupOrder;
  call: BackupCall;
  operation: Operation;
  paths: string[];
  opening: Promise<ReadyRepository>;
}

async function inOperation(run: Run): Promise<BackupReport> {
  const {world, operation, paths} = run;
  const startedAt = world.now();
  const scanned = await operation.step('scan', async () => {
    const [opened, total] = await Promise.all([open(run), sizeOf(run)]);
    return {...opened, total};
  });
  const {repository, isNew, password, total} = scanned;
  const newPassword = password.isNew ? password.from : null;
  let lock: RepositoryLock | undefined;
  let back: () => Promise<void> = async () => {};
  try {
    const locking = await beginRepositoryLock(repository, {
      ...lockRequest(world, false, PATIENCE_MS),
      signal: operation.signal,
    });
    const own = locking.lock;
    lock = own;
    const mayList = async (): Promise<void> => {
      await locking.settled;
      own.assertHeld();
    };
    const before = await prepare(repository);
    const parent = run.order.isForced ? undefined : parentFor(run, before);
    const work = makeBackup(repository, requestOf(run, repository.store, parent), mayList);
    back = once(() => takeBack(run, {repository, work, before, lock: own}));
    operation.undo('the backup', back);
    await operation.step('compress', () => telling(run, work, total, () => work.compress(operation.signal)));
    const tags = [...(run.order.name === undefined ? [] : [nameTag(run.order.name)]), ...(run.order.tags ?? [])];
    const id = await operation.step('store', () => work.store({...whoMakes(world), startedAt, tags}));
    await operation.step('verify', () => readBack(repository, id, work.packs));
    const report = reportOf(
      {world, order: run.order, operation: operation.id, paths},
      {id, work, startedAt, parent, isNew, newPassword, repository},
    );
    mirrorBackup(world, {...report, host: world.processes.host, madeAt: startedAt}, run.order);
    return report;
  } catch (error) {
    // While the lock is held, and before the store is let go of.
    await back().catch(() => {});
    throw error;
  } finally {
    await lock?.release().catch(() => {});
    await repository.store.close();
  }
}

/** The first try was begun early; the next ones, after a failure, are made anew. */
async function open(run: Run): Promise<ReadyRepository> {
  try {
    return await run.opening;
  } catch (error) {
    run.opening = openOrCreateProjectRepository(run.world, run.call.env);
    run.opening.catch(() => {});
    throw error;
  }
}

/** Whoever asks later waits for the first. */
function once(deed: () => Promise<void>): () => Promise<void> {
  let doing: Promise<void> | undefined;
  return () => {
    doing ??= deed();
    return doing;
  };
}

function parentFor({world, order, paths}: Run, before: readonly ListedBackup[]): ListedBackup | undefined {
  const {host} = world.processes;
  const same = parentOf(before, paths, host);
  return same || order.kind === undefined || order.kind === 'made' ? same : relatedTo(before, paths, host);
}

/** What the last backup of these paths had is a good guess at what this one will have; else it is counted. */
async function sizeOf({world, operation, paths}: Run): Promise<Counted> {
  const same = readBackupOfPaths(world.db, paths);
  if (same && same.files !== null && same.bytes !== null) return {files: same.files, bytes: same.bytes};
  return countFiles(paths.map(toBytes), operation.signal);
}

async function prepare(repository: Repository): Promise<ListedBackup[]> {
  await repository.store.prepare();
  const [{damaged}, backups] = await Promise.all([loadIndex(repository), listBackups(repository, () => {})]);
  const [first] = damaged;
  if (first)
    throw new OrkestraError('corrupt', `An index of the repository is damaged: ${first.why}`, {
      hint: 'Run `orkestra verify`; `orkestra prune --repair` makes the indexes anew from the packs.',
    });
  return backups;
}

/** Tells screens and the caller how far it is while the work goes on. */
async function telling<Result>(
  {operation, call}: Run,
  work: BackupWork,
  total: {files: number; bytes: number},
  deed: () => Promise<Result>,
): Promise<Result> {
  const tell = (): void => {
    const {added} = work;
    const {counts} = work.news;
    const detail: OperationDetail = {
      files: counts.files,
      filesTotal: Math.max(total.files, counts.files),
      bytes: counts.bytes,
      bytesTotal: Math.max(total.bytes, counts.bytes),
      addedBytes: added.bytes,
      storedBytes: added.storedBytes,
      file: counts.current,
    };
    operation.progress(counts.bytes, detail.bytesTotal, detail);
    call.onProgress?.(detail);
  };
  const timer = setInterval(tell, TELL_EVERY_MS);
  try {
    return await deed();
  } finally {
    clearInterval(timer);
    tell();
  }
}

interface Failed {
  repository: Repository;
  work: BackupWork;
  before: readonly ListedBackup[];
  lock: RepositoryLock;
}

/**
 * What others may already build on stays: packs that are listed go only when nobody else is here and no other backup came
 * meanwhile. When the person ended it, what is stored stays for the next one.
 */
async function takeBack({call, world}: Run, {repository, work, before, lock}: Failed): Promise<void> {
  // Listed while the lock is still held: without it, somebody might just be clearing away what nobody lists.
  if (call.signal?.aborted) return work.keep();
  const known = new Set(before.map(({id}) => id));
  let alone: RepositoryLock | undefined;
  try {
    await work.takeBack(async () => {
      await lock.release().catch(() => {});
      // Where no lock can be written, nobody knows who else is here.
      const answer = await takeRepositoryLock(repository, lockRequest(world, true)).catch(() => undefined);
      if (!answer?.ok) return false;
      alone = answer.lock;
      return (await repository.store.list('snapshots')).every(({name}) => known.has(name));
    });
  } finally {
    await alone?.release().catch(() => {});
  }
}

const whoMakes = ({processes}: World) => ({
  host: processes.host,
  user: userName(),
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
  programVersion: `orkestra ${version}`,
});
