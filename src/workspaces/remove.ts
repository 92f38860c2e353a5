import {realpath, rm} from 'node:fs/promises';
import {OrkestraError} from '../../state/errors.js';
import {readWorkspace, updateWorkspace, type Workspace} from '../../state/workspaces.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {listCheckouts} from './checkouts.js';
import {folderOf, hasFolder, setupMark} from './folder.js';
import {commitOf, type Git, gitIn, isAncestor, saidBy} from './git.js';
import {keepWork} from './keep.js';

export interface Removed {
  task: number;
  folder: string;
  branch: string;
  /** Its branch stays, since work is on it that is nowhere else. */
  keepsBranch: boolean;
  why: string;
}

/** Takes the folder of a task away; what is in it is on its branch before, and a branch with work of its own stays. */
export async function removeWorktree(world: World, task: number, why: string): Promise<Removed | undefined> {
  const before = readWorkspace(world.db, task);
  if (!before) return undefined;
  const git = gitIn(world.paths.root);
  const isThere = hasFolder(world.paths, before);
  if (!isThere && (await commitOf(git, `refs/heads/${before.branch}`)) === undefined) return undefined;
  const isMerged = before.state === 'merged';
  if (!isMerged && isThere) await keepWork(world, before);
  const workspace = readWorkspace(world.db, task) ?? before;
  if (isThere) await removeFolder(git, folderOf(world.paths, workspace), workspace);
  const keepsBranch = await keepOrDropBranch(git, workspace);
  const folder = folderOf(world.paths, workspace);
  const removed: Removed = {task, folder, branch: workspace.branch, keepsBranch, why};
  if (!isThere && keepsBranch) return removed;
  await writeSoon(world.db, () => {
    updateWorkspace(world.db, task, {state: isMerged ? 'merged' : 'removed', changedAt: world.now()});
    record(world, {type: 'workspace.removed', task, data: {folder, branch: workspace.branch, keepsBranch, why}});
  });
  return removed;
}

async function removeFolder(git: Git, folder: string, workspace: Workspace): Promise<void> {
  await refuseLocked(git, folder, workspace);
  // Forced, since git would keep a folder for what .gitignore names, and for submodules.
  const gone = await git(['worktree', 'remove', '--force', folder], {outlivesUs: true});
  if (!gone.isOk) throw new OrkestraError('unavailable', `${folder} could not be removed: ${saidBy(gone)}`);
  await rm(setupMark(folder), {force: true});
}

async function refuseLocked(git: Git, folder: string, {task}: Workspace): Promise<void> {
  const place = await realpath(folder).catch(() => folder);
  const lock = (await listCheckouts(git)).find((checkout) => checkout.folder === place)?.lock;
  if (lock === undefined) return;
  throw new OrkestraError('refused', `The worktree of task #${task} is locked by somebody${lock && `: ${lock}`}.`, {
    hint: `\`git worktree unlock ${folder}\` lifts that.`,
  });
}

/** A branch that its base contains, or that has nothing of its own, is not needed any more. */
async function keepOrDropBranch(git: Git, {branch, base, baseBranch}: Workspace): Promise<boolean> {
  const ref = `refs/heads/${branch}`;
  const tip = await commitOf(git, ref);
  if (tip === undefined) return false;
  const into = baseBranch === null ? undefined : await commitOf(git, `refs/heads/${baseBranch}`);
  if (tip !== base && !(await isAncestor(git, tip, into ?? 'HEAD'))) return true;
  return !(await git(['branch', '--delete', '--force', '--quiet', branch])).isOk;
}
