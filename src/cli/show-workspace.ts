import {shownPath} from '../config/find.js';
import {plain} from '../plain.js';
import {folderOf} from '../workspaces/folder.js';
import {showCounts} from '../workspaces/keep.js';
import type {Found} from '../workspaces/list.js';
import type {World} from '../world.js';

export function workspaceJson(world: World, {workspace, task}: Found) {
  const {task: id, state, branch, base, baseBranch, tip, files, added, removed, why, preparedAt} = workspace;
  return {
    task: id,
    taskState: task?.state ?? null,
    state,
    branch,
    base,
    baseBranch,
    tip,
    ...{files, added, removed, why},
    path: folderOf(world.paths, workspace),
    preparedAt: new Date(preparedAt).toISOString(),
  };
}

export function workspaceLine(world: World, {workspace, task}: Found): string {
  const {task: id, branch, files, added, removed} = workspace;
  const counts = files === null ? 'not known yet' : showCounts({files, added: added ?? 0, removed: removed ?? 0});
  const state = (task?.state ?? 'deleted').padEnd(9);
  return `${`#${id}`.padStart(5)}  ${state}  ${plain(branch)}  ${counts}  ·  ${plain(shownPath(folderOf(world.paths, workspace)))}`;
}
