import {readTitle} from '../../state/tasks.js';
import {updateWorkspace, type Workspace} from '../../state/workspaces.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {type Counts, commitWork, countChanges, startOf} from './commit.js';
import {copiedPaths} from './copy-in.js';
import {folderOf, hasFolder} from './folder.js';
import {commitOf, gitIn} from './git.js';

export interface Kept extends Counts {
  tip: string;
}

/** Brings all that a task changed in its worktree onto its branch, and writes down what that is. */
export async function keepWork(world: World, workspace: Workspace): Promise<Kept | undefined> {
  const {task, branch, prefix} = workspace;
  const project = gitIn(world.paths.root);
  const tip = hasFolder(world.paths, workspace)
    ? await commitWork(gitIn(folderOf(world.paths, workspace)), {
        branch,
        message: `${readTitle(world.db, task) ?? 'Work'} (#${task})\n`,
        without: copiedPaths(world.config.workspace.copy).map((path) => `${prefix}${path}`),
      })
    : ((await commitOf(project, `refs/heads/${branch}`)) ?? workspace.tip);
  if (tip === null) return undefined;
  const counts = await countChanges(project, await startOf(project, workspace, tip), tip);
  await writeSoon(world.db, () => {
    updateWorkspace(world.db, task, {state: 'committed', tip, ...counts, why: null, changedAt: world.now()});
    if (tip !== workspace.tip)
      record(world, {type: 'workspace.committed', task, data: {branch, commit: tip, ...counts}});
  });
  return {tip, ...counts};
}

/** `+212 −40 in 3 files`. */
export const showCounts = ({files, added, removed}: Counts): string =>
  files === 0 ? 'no changes' : `+${added} −${removed} in ${files} ${files === 1 ? 'file' : 'files'}`;
