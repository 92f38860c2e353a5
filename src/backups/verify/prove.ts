import {lstatSync, mkdtempSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setImmediate as turn} from 'node:timers/promises';
import {errnoOf} from '../../../state/errors.js';
import {pathFor, toText} from '../format/names.js';
import {plainBytes} from '../restore/blob-bytes.js';
import {compareFile} from '../restore/compare-file.js';
import {toUs, UNFINISHED_FILE} from '../restore/metadata.js';
import {pickFiles} from '../restore/pick.js';
import type {PlannedFile, RestorePlan} from '../restore/plan.js';
import {makePlan, planOf} from '../restore/restore.js';
import type {RestoreWorld} from '../restore/restoring.js';
import {chooseSample, type SampleLimits} from './sample.js';

export interface ProofWorld extends RestoreWorld {
  /** From 0 up to 1. */
  random(): number;
  /** What is restored lies in a folder in here for a moment. */
  scratch: string;
}

export interface ProofRequest {
  limits?: SampleLimits | undefined;
  /** The backup was made on this machine, so that its sources may be compared as well. */
  comparesSource: boolean;
}

export interface Proof {
  isOk: boolean;
  files: number;
  bytes: number;
  /** Of these the source was still there and the same. */
  sourceFiles: number;
  problems: {path: string; why: string}[];
  tookMs: number;
}

const USUAL: SampleLimits = {files: 200, bytes: 64 * 1024 * 1024};
const ROOM_BYTES = 8 * 1024 * 1024;
const TURN_EVERY = 16;

/** Restores some files of a backup for real and looks at what came out. Nothing of it stays. The index has to be loaded. */
export async function proveSample(
  world: ProofWorld,
  backup: {tree: string; paths: readonly string[]},
  {limits = USUAL, comparesSource}: ProofRequest,
): Promise<Proof> {
  const startedAt = performance.now();
  const plan = await planOf(world, backup, {isFullPath: true, only: [], exclude: []});
  const picked = pickFiles(plan, chooseSample(plan.files, limits, world.random));
  const to = mkdtempSync(join(world.scratch, 'proof-'));
  try {
    const restored = await makePlan(world, picked, {to, overwrites: false, verifies: false});
    const lost = plan.problems.filter(({isLoss}) => isLoss).map(({path, why}) => ({path, why}));
    const problems = [...lost, ...restored.problems];
    const sourceFiles = await lookAtAll(world.signal, picked, {to, comparesSource, problems});
    const tookMs = Math.round(performance.now() - startedAt);
    return {isOk: problems.length === 0, files: restored.files, bytes: restored.bytes, sourceFiles, problems, tookMs};
  } finally {
    rmSync(to, {recursive: true, force: true});
  }
}

interface Looking {
  to: string;
  comparesSource: boolean;
  problems: Proof['problems'];
}

/** How many were held against their source. */
async function lookAtAll(signal: AbortSignal, plan: RestorePlan, {to, comparesSource, problems}: Looking) {
  const room = Buffer.allocUnsafeSlow(ROOM_BYTES);
  const base = Buffer.from(to).toString('latin1');
  let sourceFiles = 0;
  for (const [number, file] of plan.files.entries()) {
    signal.throwIfAborted();
    if (number % TURN_EVERY === 0) await turn();
    const source = `/${[plan.folders[file.folder]?.path ?? '', file.name].filter(Boolean).join('/')}`;
    const why = whyOther(`${base}${source}`, file, plan, room);
    if (why !== undefined) problems.push({path: toText(source), why});
    if (!comparesSource || !isAsThen(source, file)) continue;
    sourceFiles += 1;
    if (compareContent(source, file, plan, room) !== 'same' && isAsThen(source, file))
      problems.push({
        path: toText(source),
        why: 'the file it was made of holds something else, though its size and time are the same',
      });
  }
  return sourceFiles;
}

function whyOther(path: string, file: PlannedFile, plan: RestorePlan, room: Buffer): string | undefined {
  const stats = lstatSync(pathFor(path), {bigint: true, throwIfNoEntry: false});
  if (!stats) return 'it was not restored';
  if (Number(stats.size) !== file.bytes) return `it has ${stats.size} bytes instead of ${file.bytes}`;
  if (Number(stats.mode & 0o7777n) !== file.mode) return 'its mode is not what was backed up';
  if (toUs(stats.mtimeNs) !== file.modifiedUs) return 'its time is not what was backed up';
  return compareContent(path, file, plan, room) === 'same' ? undefined : 'its content is not what was backed up';
}

function compareContent(path: string, file: PlannedFile, plan: RestorePlan, room: Buffer): string {
  const {ids, places} = plan.content.list([file]);
  const lengths = Array.from({length: file.blobs}, (_, blob) => plainBytes(places, blob));
  try {
    return compareFile(path, {bytes: file.bytes, ids, lengths}, room, UNFINISHED_FILE);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'gone';
    throw error;
  }
}

/** Neither its size nor its time has changed since. */
function isAsThen(source: string, {bytes, modifiedUs}: PlannedFile): boolean {
  try {
    const stats = lstatSync(pathFor(source), {bigint: true, throwIfNoEntry: false});
    return stats?.isFile() === true && Number(stats.size) === bytes && toUs(stats.mtimeNs) === modifiedUs;
  } catch {
    // A way that cannot be gone any more leads to no source.
    return false;
  }
}
