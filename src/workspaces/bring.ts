import {readTitle} from '../../state/tasks.js';
import {readWorkspace, updateWorkspace, type Workspace} from '../../state/workspaces.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {gitIn} from './git.js';
import {keepWork, showCounts} from './keep.js';
import {type Merged, mergeBranch} from './merge.js';
import {removeWorktree} from './remove.js';

export type Brought = {ok: true; words: string} | {ok: false; why: string};

/**
 * Merges the work of a task into the branch it came from, one task at a time (the caller sees to that). Each step finds
 * out what the ones before it did, so that after a crash all of it may be done again.
 */
export async function bringWork(world: World, task: number): Promise<Brought> {
  const workspace = readWorkspace(world.db, task);
  if (!workspace || workspace.state === 'merged') return {ok: true, words: 'merged already'};
  const kept = await keepWork(world, workspace);
  if (!kept) return {ok: true, words: 'no changes'};
  const {branch, baseBranch} = workspace;
  const merged = await mergeBranch(gitIn(world.paths.root), {
    ...{tip: kept.tip, branch, baseBranch},
    message: `Merge #${task}: ${readTitle(world.db, task) ?? branch}`,
  });
  await writeDown(world, workspace, kept.tip, merged);
  if (!merged.ok) return {ok: false, why: merged.why};
  await removeMerged(world, task);
  return {ok: true, words: `${showCounts(kept)}, merged into ${merged.into}`};
}

async function writeDown(world: World, {task, branch}: Workspace, tip: string, merged: Merged): Promise<void> {
  const changedAt = world.now();
  await writeSoon(world.db, () => {
    if (merged.ok) {
      updateWorkspace(world.db, task, {state: 'merged', mergeCommit: merged.commit ?? null, why: null, changedAt});
      const {into, commit = tip} = merged;
      record(world, {type: 'workspace.merged', task, data: {branch, into, commit}});
    } else {
      const {why, conflicts} = merged;
      updateWorkspace(world.db, task, {state: conflicts.length > 0 ? 'conflict' : 'committed', why, changedAt});
      record(world, {type: 'workspace.refused', task, data: {branch, why, conflicts}});
    }
  });
}

/** What is merged stands in the base, so that nothing is lost; what cannot be removed now is tried again by the loop. */
async function removeMerged(world: World, task: number): Promise<void> {
  try {
    await removeWorktree(world, task, 'merged');
  } catch (error) {
    world.log.warning(`the worktree of task ${task} could not be removed: ${error}`);
  }
}
