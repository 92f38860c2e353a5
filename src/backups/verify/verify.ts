import type {Processes} from '../../processes.js';
import {type ListedBackup, listBackups} from '../list-backups.js';
import {openLocalPacks} from '../read/local-packs.js';
import {type ReadPool, startReadPool} from '../read/read-pool.js';
import {openTrees} from '../read/tree-source.js';
import {loadIndex} from '../repository/load-index.js';
import type {Repository} from '../repository/repository.js';
import {checkSmallFiles} from './check-files.js';
import {checkPackSizes, checkPacks, type PackList, type PackSizes} from './check-packs.js';
import {makeTreeChecker, type TreeChecker} from './check-trees.js';
import {type Finding, type Findings, makeFindings} from './findings.js';
import {gatherPacks, type IndexedPacks} from './indexed-packs.js';
import {traceDamage} from './trace.js';

export interface VerifyRequest {
  /** Every byte of every pack as well; without it only what is known of them. */
  isFull: boolean;
  /** The id of one backup: only what belongs to it is looked at. */
  backup?: string | undefined;
}

export interface VerifyProgress {
  packs: number;
  totalPacks: number;
  bytes: number;
  totalBytes: number;
  trees: number;
}

export interface VerifyWorld {
  repository: Repository;
  processes: Pick<Processes, 'host' | 'self'>;
  signal: AbortSignal;
  tell?: ((progress: VerifyProgress) => void) | undefined;
  threads?: number | undefined;
}

export interface VerifyOutcome {
  /** Nothing was found. Packs that nobody uses are no fault. */
  isOk: boolean;
  findings: readonly Finding[];
  findingCount: number;
  backups: number;
  trees: number;
  packs: number;
  /** Read and held against their names. */
  bytes: number;
  /** Packs that no index names: left by a run that was interrupted. `orkestra prune` frees them. */
  orphanPacks: number;
  orphanBytes: number;
  tookMs: number;
}

interface Run extends VerifyWorld {
  findings: Findings;
  backups: readonly ListedBackup[];
  indexed: IndexedPacks;
  progress: VerifyProgress;
  /** Only where every byte is read. */
  pool: ReadPool | undefined;
  isWhole: boolean;
}

/** Is everything there, and does everything fit together? Loads the index anew. */
export async function verifyRepository(world: VerifyWorld, request: VerifyRequest): Promise<VerifyOutcome> {
  const {repository} = world;
  // Threads start while the index is read.
  const pool = request.isFull ? startReadPool({keys: repository.keys, restore: undefined}, world.threads) : undefined;
  const halt = (): void => pool?.halt(world.signal.reason);
  world.signal.addEventListener('abort', halt);
  try {
    return await verifyWith(world, request, pool);
  } finally {
    world.signal.removeEventListener('abort', halt);
    await pool?.stop();
  }
}

async function verifyWith(
  world: VerifyWorld,
  request: VerifyRequest,
  pool: ReadPool | undefined,
): Promise<VerifyOutcome> {
  const startedAt = performance.now();
  const findings = makeFindings();
  const {repository} = world;
  const indexed = gatherPacks();
  const [loaded, all] = await Promise.all([
    loadIndex(repository, indexed),
    listBackups(repository, ({message}, id) =>
      findings.add('backup', id, `${message} This backup is lost; the others are not hurt by it.`),
    ),
  ]);
  for (const {name, why} of loaded.damaged) findings.add('index', name, why);
  for (const {pack, why} of indexed.problems) findings.add('pack', pack, `The pack ${pack.slice(0, 8)}: ${why}.`);
  const isWhole = request.backup === undefined;
  const backups = all.filter(({id}) => isWhole || id === request.backup);
  const progress = {packs: 0, totalPacks: 0, bytes: 0, totalBytes: 0, trees: 0};
  const run = {...world, findings, backups, indexed, progress, pool, isWhole};
  const {orphanPacks, orphanBytes} = await checkAll(run);
  return {
    isOk: findings.count === 0,
    findings: findings.list,
    findingCount: findings.count,
    backups: backups.length,
    trees: progress.trees,
    packs: progress.packs,
    bytes: progress.bytes,
    ...{orphanPacks, orphanBytes, tookMs: Math.round(performance.now() - startedAt)},
  };
}

/** Of one backup the folders say which packs it needs, so they come first; of all, both go on at the same time. */
async function checkAll(run: Run): Promise<PackSizes> {
  const {repository, findings, signal, indexed, isWhole, pool} = run;
  const readTree = openTrees(repository);
  const used = new Set<number>();
  const trees = makeTreeChecker({
    ...{repository, readTree, findings, signal},
    needPack: (number) => void used.add(number),
    tell: (count) => tellMore(run, {trees: count}),
  });
  try {
    const isUsed = (name: string): boolean => isWhole || names.has(name);
    const names = new Set<string>();
    if (!isWhole) {
      await checkTrees(run, trees);
      for (const number of used) names.add(repository.blobs.packs[number] ?? '');
    }
    const sizes = await checkPackSizes({...run, isFull: pool !== undefined}, indexed.packs, isUsed);
    // The largest first: one of them at the end would keep all but one thread idle.
    const list = [...indexed.packs]
      .sort(([, one], [, other]) => other.bytes - one.bytes)
      .filter(([name]) => isUsed(name) && !sizes.missing.has(name));
    await Promise.all([
      isWhole ? checkSmallFiles(repository, findings) : undefined,
      pool ? readPacks(run, pool, list) : undefined,
      isWhole ? checkTrees(run, trees) : undefined,
    ]);
    await traceDamage({readTree, findings, signal}, run.backups);
    return sizes;
  } finally {
    readTree.close();
  }
}

async function checkTrees({backups}: Run, trees: TreeChecker): Promise<void> {
  for (const {tree} of backups) await trees.check(tree);
}

async function readPacks(run: Run, pool: ReadPool, list: PackList): Promise<void> {
  const {repository, processes, progress} = run;
  tellMore(run, {totalPacks: list.length, totalBytes: list.reduce((sum, [, {bytes}]) => sum + bytes, 0)});
  const packs = openLocalPacks(repository, processes);
  const tell = (bytes: number): void => tellMore(run, {packs: progress.packs + 1, bytes: progress.bytes + bytes});
  try {
    await checkPacks({...run, pool, packs, tell}, list);
  } finally {
    await packs.close();
  }
}

function tellMore({progress, tell}: Run, news: Partial<VerifyProgress>): void {
  Object.assign(progress, news);
  tell?.(progress);
}
