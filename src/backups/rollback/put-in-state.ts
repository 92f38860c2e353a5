import {closeSync, constants, fchmodSync, openSync, rmdirSync, unlinkSync} from 'node:fs';
import {errnoOf} from '../../../state/errors.js';
import {pathFor, toText} from '../format/names.js';
import {aboveOf} from '../restore/folders.js';
import {type HeldFolders, holdFolders, openTarget} from '../restore/held-folders.js';
import type {RestorePlan} from '../restore/plan.js';
import {makePlan} from '../restore/restore.js';
import type {RestoreWorld} from '../restore/restoring.js';
import {type Kept, pickKept} from './kept.js';
import {type Present, presentAt} from './present.js';

/** How one path is to be, and what is there that gives way. */
export interface Step {
  path: string;
  /** Undefined: nothing is to be there. */
  wanted: Kept | undefined;
  /** What was seen there. Something else by now is left. */
  now: Present | undefined;
}

export interface PutOutcome {
  restored: number;
  removed: number;
  problems: {path: string; why: string}[];
}

/**
 * Brings these paths into the state a backup has them in. Each file is the old or the new at any moment, and what came
 * meanwhile is left. Called again after a crash, it does what is left to do.
 */
export async function putInState(world: RestoreWorld, plan: RestorePlan, steps: readonly Step[]): Promise<PutOutcome> {
  const outcome: PutOutcome = {restored: 0, removed: 0, problems: []};
  const ready = steps.filter(({path, now}) => isAsSeen(path, now) || outcome.problems.push(leftAs(path)) < 0);
  const root = openTarget('/');
  const held = holdFolders(root, '/');
  try {
    removeAll(held, ready, outcome);
  } finally {
    held.close();
    closeSync(root);
  }
  const wanted = ready.flatMap((step) => step.wanted ?? []);
  if (wanted.length === 0) return outcome;
  const made = await makePlan(world, pickKept(plan, wanted), {to: '/', overwrites: true, verifies: true});
  for (const {wanted: kept, path} of ready) if (kept?.kind === 'file') giveMode(path, kept);
  outcome.problems.push(...made.problems);
  outcome.restored = made.files + made.links + made.sameFiles;
  return outcome;
}

const leftAs = (path: string) => ({path: toText(path), why: 'it was changed this moment, so it was left as it is'});

function isAsSeen(path: string, seen: Present | undefined): boolean {
  const now = presentAt(path);
  if (!now || !seen) return now === seen;
  if (now.kind !== seen.kind || now.stats.ino !== seen.stats.ino) return false;
  return now.kind === 'folder' || (now.stats.ctimeNs === seen.stats.ctimeNs && now.stats.size === seen.stats.size);
}

/** From the bottom up: a folder goes when nothing is left in it. */
function removeAll(held: HeldFolders, steps: readonly Step[], outcome: PutOutcome): void {
  for (const {path, wanted, now} of steps.toReversed()) {
    if (!now || !isInTheWay(wanted, now)) continue;
    try {
      const {folder, name} = aboveOf(path.slice(1));
      const at = pathFor(held.pathOf(folder, name));
      if (now.kind === 'folder') rmdirSync(at);
      else unlinkSync(at);
      if (!wanted) outcome.removed += 1;
    } catch (error) {
      const code = errnoOf(error);
      // Somebody has put something into it: then it is his.
      if (code === 'ENOENT' || (now.kind === 'folder' && code === 'ENOTEMPTY')) continue;
      if (code === undefined) throw error;
      outcome.problems.push({path: toText(path), why: `it could not be removed (${code})`});
    }
  }
}

/** A file is replaced in one step; what is of another kind goes first, and so does a link. */
const isInTheWay = (wanted: Kept | undefined, now: Present): boolean =>
  wanted === undefined || wanted.kind !== now.kind || now.kind === 'symlink';

/** A file whose content is right is not made anew, so its mode may still be another. */
function giveMode(path: string, {metadata}: Kept): void {
  if (!metadata) return;
  try {
    const descriptor = openSync(pathFor(path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      fchmodSync(descriptor, metadata.mode);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}
