import {OrkestraError} from '../../state/errors.js';
import type {World} from '../world.js';
import {readDiff} from './diff.js';
import {whyRemove} from './due.js';
import {folderOf} from './folder.js';
import {giveUpWorktree} from './give-up.js';
import {findWorktrees} from './list.js';
import type {Removed} from './remove.js';

export interface Cleaned {
  removed: Removed[];
  /** What stays though it is not needed, and why. */
  left: {task: number; folder: string; why: string}[];
}

/**
 * Removes the worktrees nobody needs any more. `isAsked` = at once, without waiting until `workspace.keep` is over. What
 * is in them is committed to their branches first, and a branch with work of its own stays.
 */
export async function cleanWorktrees(
  world: World,
  {isAsked, isDry = false}: {isAsked: boolean; isDry?: boolean},
): Promise<Cleaned> {
  const cleaned: Cleaned = {removed: [], left: []};
  const {keepMs} = world.config.workspace;
  for (const {workspace, task} of await findWorktrees(world)) {
    const why = whyRemove(workspace, task, {now: world.now(), keepMs, isAsked});
    if (why === undefined) continue;
    const folder = folderOf(world.paths, workspace);
    const {task: id, branch} = workspace;
    if (isDry) {
      const answer = await readDiff(world, id, {isShort: true});
      const keepsBranch = workspace.state !== 'merged' && !(answer.ok && answer.diff.files === 0);
      cleaned.removed.push({task: id, folder, branch, keepsBranch, why});
      continue;
    }
    try {
      const removed = await giveUpWorktree(world, id, why);
      if (removed) cleaned.removed.push(removed);
    } catch (error) {
      if (!(error instanceof OrkestraError)) throw error;
      cleaned.left.push({task: id, folder, why: error.message});
    }
  }
  return cleaned;
}

const told = new WeakMap<World['db'], Set<string>>();

/** For the loop: what stays is logged once, not each time. */
export async function cleanQuietly(world: World): Promise<void> {
  const {left} = await cleanWorktrees(world, {isAsked: false});
  const before = told.get(world.db) ?? new Set();
  for (const {folder, why} of left) if (!before.has(folder)) world.log.warning(`${folder} stays: ${why}`);
  told.set(world.db, new Set(left.map(({folder}) => folder)));
}
