import {closeSync, mkdirSync, realpathSync} from 'node:fs';
import {translateFileError} from '../../file-errors.js';
import {openLocalPacks} from '../read/local-packs.js';
import {startReadPool} from '../read/read-pool.js';
import {makeTreeReader} from '../repository/read-trees.js';
import {finishFolders, type MadeFolders, makeFolders} from './folders.js';
import {holdFolders, openTarget} from './held-folders.js';
import {linkNames} from './links.js';
import {makeFiles, ownFiles} from './make-files.js';
import type {FileStates} from './making.js';
import {makeOthers} from './others.js';
import {type PlanOptions, planRestore, type RestorePlan} from './plan.js';
import {makeReport, type RestoreCounts, type RestoreProblem} from './report.js';
import type {RestoreWorld, Restoring} from './restoring.js';

export interface RestoreRequest extends PlanOptions {
  /** The folder to restore into; made where it is missing. */
  to: string;
  /** Files that are there with another content are replaced. */
  overwrites: boolean;
  /** All that was made is read again and held against the backup. */
  verifies: boolean;
}

export interface RestoreOutcome extends RestoreCounts {
  /** Everything that was asked for is there, as it was backed up. */
  isOk: boolean;
  /** The first of them; `problemCount` says how many there were. */
  problems: readonly RestoreProblem[];
  problemCount: number;
  tookMs: number;
}

type Backup = {tree: string; paths: readonly string[]};

/** What a restore would make; see `listRestore`. The index has to be loaded. */
export async function planOf(world: RestoreWorld, backup: Backup, options: PlanOptions): Promise<RestorePlan> {
  const readTree = makeTreeReader(world.repository);
  try {
    return await planRestore({...world, readTree}, backup, options);
  } finally {
    readTree.close();
  }
}

/** Brings files back. Nothing that was there before is touched, unless that was asked for. The index has to be loaded. */
export async function restoreBackup(
  world: RestoreWorld,
  backup: Backup,
  request: RestoreRequest,
): Promise<RestoreOutcome> {
  return makePlan(world, await planOf(world, backup, request), request);
}

export async function makePlan(
  world: RestoreWorld,
  plan: RestorePlan,
  {to, overwrites, verifies}: Pick<RestoreRequest, 'to' | 'overwrites' | 'verifies'>,
): Promise<RestoreOutcome> {
  const startedAt = performance.now();
  const report = makeReport(world.tell);
  for (const {path, why} of plan.problems) report.problem(path, why);
  const targetPath = targetOf(to);
  const target = openTarget(targetPath);
  const held = holdFolders(target, targetPath);
  try {
    await makeAll({...world, plan, report, held, target, targetPath, overwrites, verifies});
  } finally {
    held.close();
    closeSync(target);
  }
  const tookMs = Math.round(performance.now() - startedAt);
  return {
    ...report.counts,
    ...{isOk: report.problemCount === 0, problems: report.problems, problemCount: report.problemCount, tookMs},
  };
}

async function makeAll(restoring: Restoring): Promise<void> {
  const {repository, processes, threads, target, targetPath, overwrites} = restoring;
  const isRoot = process.getuid?.() === 0;
  const made: MadeFolders = makeFolders(restoring);
  const temporary = `.orkestra-${processes.self.pid}-`;
  const {keys} = repository;
  const pool = startReadPool({keys, restore: {target, targetPath, overwrites, isRoot, temporary}}, threads);
  const packs = openLocalPacks(repository, processes);
  try {
    const making = {...restoring, made, pool, packs};
    const states: FileStates = new Array(restoring.plan.files.length);
    await makeFiles(making, ownFiles(making), states);
    await makeFiles(making, linkNames({...making, states, temporary}), states);
    makeOthers({...restoring, made, isRoot, temporary});
  } finally {
    await pool.stop();
    await packs.close();
  }
  finishFolders(restoring, made, isRoot);
}

/** The target may be reached over links: that is whoever names it. */
function targetOf(to: string): string {
  try {
    mkdirSync(to, {recursive: true});
    return realpathSync(to, {encoding: 'buffer'}).toString('latin1');
  } catch (error) {
    throw translateFileError(error, to);
  }
}
