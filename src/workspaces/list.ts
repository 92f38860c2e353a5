import {readdir} from 'node:fs/promises';
import {errnoOf} from '../../state/errors.js';
import {readTask, type Task} from '../../state/tasks.js';
import {listWorkspaces, type Workspace} from '../../state/workspaces.js';
import type {World} from '../world.js';
import type {Counts} from './commit.js';
import {readDiff} from './diff.js';
import {worktreesOf} from './folder.js';

export interface Found {
  workspace: Workspace;
  /** Undefined when it was deleted. */
  task: Task | undefined;
}

export interface Counted extends Found {
  /** What was changed in it so far; undefined when git cannot tell. */
  counts: Counts | undefined;
}

/** The worktrees whose folders are there. */
export async function findWorktrees(world: World): Promise<Found[]> {
  const folders = new Set(await foldersIn(worktreesOf(world.paths)));
  if (folders.size === 0) return [];
  return listWorkspaces(world.db, [...folders]).map((workspace) => ({
    workspace,
    task: readTask(world.db, workspace.task),
  }));
}

/** One after the other, so that many do not start as many processes. */
export async function countEach(world: World, found: readonly Found[]): Promise<Counted[]> {
  const counted: Counted[] = [];
  for (const one of found) {
    const answer = await readDiff(world, one.workspace.task, {isShort: true});
    counted.push({...one, counts: answer.ok ? answer.diff : undefined});
  }
  return counted;
}

async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, {withFileTypes: true});
    return entries.filter((entry) => entry.isDirectory()).map(({name}) => name);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
