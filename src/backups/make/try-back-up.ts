import {lstatSync} from 'node:fs';
import {OrkestraError} from '../../../state/errors.js';
import type {World} from '../../world.js';
import {pathFor} from '../format/names.js';
import {listBackups} from '../list-backups.js';
import {loadIndex} from '../repository/load-index.js';
import {openProjectRepository, storeOf} from '../repository/of-project.js';
import {makeTreeReader} from '../repository/read-trees.js';
import type {Repository} from '../repository/repository.js';
import type {FileOutcome} from './jobs.js';
import {type BackupCounts, makeNews, type Problem} from './news.js';
import {type BackupCall, type BackupOrder, checkOrder, parentOf, requestOf} from './order.js';
import {planOf} from './plan.js';
import {walk} from './walk.js';
import {hasAllOf, parentTrees, walkOptions} from './walk-options.js';

/** What a backup would read. Nothing is made or changed by asking, no repository either. */
export interface DryRun extends Omit<BackupCounts, 'current'> {
  paths: string[];
  problemCount: number;
  problems: Problem[];
}

export async function tryBackUp(world: World, order: BackupOrder, {env, signal}: BackupCall): Promise<DryRun> {
  const paths = checkOrder(order);
  const repository = await openIfThere(world, env);
  const store = repository?.store ?? storeOf(world, env);
  try {
    if (repository) await loadIndex(repository);
    const backups = repository && !order.isForced ? await listBackups(repository, () => {}) : [];
    const parent = parentOf(backups, paths, world.processes.host);
    const request = requestOf({world, order, paths}, store, parent);
    const news = makeNews();
    const readTree = repository && makeTreeReader(repository);
    await walk(
      {
        ...walkOptions(request),
        signal: signal ?? new AbortController().signal,
        tell: news.tell,
        parentTree: parentTrees(readTree),
        hasAll: repository ? hasAllOf(repository) : () => false,
        readFile: (path, _bytes, done) => setImmediate(() => done(asItStands(path))),
        keepTree: () => '',
        room: async () => {},
        walked: () => {},
      },
      planOf(request.paths),
      parent?.tree,
    );
    readTree?.close();
    const {current: _, ...counts} = news.counts;
    return {paths, ...counts, problemCount: news.problemCount, problems: news.problems};
  } finally {
    await store.close();
  }
}

async function openIfThere(world: World, env: BackupCall['env']): Promise<Repository | undefined> {
  try {
    return await openProjectRepository(world, env);
  } catch (error) {
    if (error instanceof OrkestraError && error.code === 'not-found') return undefined;
    throw error;
  }
}

function asItStands(path: string): FileOutcome {
  try {
    const {size, mtimeNs} = lstatSync(pathFor(path), {bigint: true});
    return {ids: [], bytes: Number(size), modifiedNs: mtimeNs};
  } catch (error) {
    const {code = 'EIO', message} = error as NodeJS.ErrnoException;
    return {ids: [], bytes: 0, modifiedNs: 0n, error: {code, message}};
  }
}
