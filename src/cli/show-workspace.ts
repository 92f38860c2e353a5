import {shownPath} from '../config/find.js';
import {plain} from '../plain.js';
import {folderOf} from '../workspaces/folder.js';
import {showCounts} from '../workspaces/keep.js';
import type {Counted} from '../workspaces/list.js';
import type {World} from '../world.js';

export function workspaceJson(world: World, {workspace, task, counts}: Counted) {
  const {task: id, state, branch, base, baseBranch, tip, why, preparedAt} = workspace;
  return {
    task: id,
    taskState: task?.state ?? null,
    state,
    branch,
    base,
    baseBranch,
    tip,
    ...{files: counts?.files ?? null, added: counts?.added ?? null, removed: counts?.removed ?? null, why},
    path: folderOf(world.paths, workspace),
    preparedAt: new Date(preparedAt).toISOString(),
  };
}

export function workspaceLine(world: World, {workspace, task, counts}: Counted): string {
  const {task: id, branch} = workspace;
  const changes = counts ? showCounts(counts) : 'unknown changes';
  const state = (task?.state ?? 'deleted').padEnd(9);
  return `${`#${id}`.padStart(5)}  ${state}  ${plain(branch)}  ${changes}  ·  ${plain(shownPath(folderOf(world.paths, workspace)))}`;
}
