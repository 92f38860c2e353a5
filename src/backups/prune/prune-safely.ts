import type {Processes} from '../../processes.js';
import type {IndexedPack} from '../format/index-file.js';
import {readPackHeader} from '../format/pack-header.js';
import type {RepositoryLock} from '../repository/hold-lock.js';
import type {Repository} from '../repository/repository.js';
import {type Looked, packsNamed} from './look.js';
import {sum} from './plan.js';
import {checkIndexes, readBackPacks, writeIndexes} from './relist.js';
import {checkOnly, removeAll} from './remove.js';
import {type Repacked, repack} from './repack.js';

export interface SafePrune {
  repository: Repository;
  looked: Looked;
  lock: RepositoryLock;
  signal: AbortSignal;
  processes: Processes;
  packBytes: number;
  /** May do its work again after a failure. */
  step<Of>(name: string, work: () => Promise<Of>): Promise<Of>;
  tell(repackedBytes: number, removedFiles: number): void;
}

/**
 * The order is what makes it safe to die anywhere: what is wanted is copied, then listed, then the new lists are read back
 * and held against what is needed. Only then the old lists go, and after them the packs that nothing names any more.
 */
export async function pruneSafely(run: SafePrune): Promise<{made: number}> {
  const {looked, step} = run;
  const {plan, hasToList} = looked;
  const moved = plan.repacked.length > 0 ? await step('repack', () => copyWanted(run)) : undefined;
  const lists = hasToList ? await listAnew(run, moved) : {indexes: looked.listed.indexes, written: []};
  await step('remove', () => removeOld(run, lists, moved));
  await step('verify', () => checkIndexes(run.repository, lists.indexes, looked.used));
  return {made: moved?.packs.length ?? 0};
}

interface Lists {
  /** Those that count from now on. */
  indexes: readonly string[];
  /** All that were written, also by a try that failed. */
  written: readonly string[];
}

async function copyWanted({repository, looked, processes, packBytes, signal, tell}: SafePrune): Promise<Repacked> {
  const names = new Set(looked.plan.repacked.map(({name}) => name));
  let done = 0;
  return repack({
    ...{repository, processes, packBytes, signal},
    packs: await packsNamed(looked.listed, names),
    isWanted: looked.isWanted,
    tell(bytes) {
      done += bytes;
      tell(done, 0);
    },
  });
}

/** Until the old lists go, everything can be taken back. What was stopped stays instead, so that it is not done again. */
async function listAnew(run: SafePrune, moved: Repacked | undefined): Promise<Lists> {
  const {repository, step, signal} = run;
  const written: string[] = [];
  try {
    return await step('list', async () => {
      const before = written.length;
      await writeNew(run, moved, written);
      const indexes = written.slice(before);
      await checkNew(run, moved, indexes);
      return {indexes, written};
    });
  } catch (error) {
    if (!signal.aborted) {
      for (const name of written) await repository.store.remove('index', name).catch(() => {});
      await moved?.takeBack().catch(() => {});
    }
    throw error;
  }
}

function writeNew({repository, looked}: SafePrune, moved: Repacked | undefined, written: string[]): Promise<void> {
  const kept = new Set(looked.plan.kept.map(({name}) => name));
  const each = async (visit: (pack: IndexedPack) => void): Promise<void> => {
    await looked.listed.each((pack) => {
      if (kept.has(pack.id)) visit(pack);
    });
    for (const {name, header} of moved?.packs ?? []) visit({id: name, blobs: readPackHeader(header, name)});
  };
  const replaced = [...looked.listed.indexes, ...(moved?.indexes ?? [])];
  return writeIndexes(repository, each, replaced, (name) => void written.push(name));
}

async function checkNew({repository, looked, signal}: SafePrune, moved: Repacked | undefined, indexes: string[]) {
  const packs = [...looked.plan.kept, ...(moved?.packs ?? [])];
  const sizes = new Map(packs.map(({name, bytes}) => [name, bytes]));
  await readBackPacks(repository, moved?.packs ?? [], signal);
  await checkIndexes(repository, indexes, looked.used, sizes);
}

/** Who broke the lock may have listed or made what counts on something that is about to go: then nothing goes. */
async function removeOld(run: SafePrune, lists: Lists, moved: Repacked | undefined): Promise<void> {
  const {repository, looked, lock, signal, tell} = run;
  const {kept: _, ...plan} = looked.plan;
  const old = new Set([...looked.listed.indexes, ...(moved?.indexes ?? []), ...lists.written]);
  for (const name of lists.indexes) old.delete(name);
  await checkOnly(repository, 'index', new Set([...old, ...lists.indexes]));
  await checkOnly(repository, 'snapshots', new Set(looked.backups.map(({id}) => id)));
  await removeAll(repository, 'index', old, {lock, signal});
  const packs = [...plan.removed, ...plan.repacked, ...plan.orphans].map(({name}) => name);
  const bytes = sum(plan.repacked, ({usedBytes}) => usedBytes);
  await removeAll(repository, 'data', packs, {lock, signal, tell: (done) => tell(bytes, done)});
}
