import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {readWorkspace, type Workspace} from '../../state/workspaces.js';
import type {Paths, World} from '../world.js';

export const worktreesOf = ({home}: Pick<Paths, 'home'>): string => join(home, 'worktrees');

/** The folder of a task's worktree. */
export const folderOf = (paths: Pick<Paths, 'home'>, {folder}: Pick<Workspace, 'folder'>): string =>
  join(worktreesOf(paths), folder);

/** Where the task works: the same place within the worktree as the project has within the repository. */
export const cwdOf = (paths: Pick<Paths, 'home'>, workspace: Pick<Workspace, 'folder' | 'prefix'>): string =>
  join(folderOf(paths, workspace), workspace.prefix);

/** It is there once the setup of a worktree was done. */
export const setupMark = (folder: string): string => `${folder}.ready`;

export const hasFolder = (paths: Pick<Paths, 'home'>, workspace: Pick<Workspace, 'folder'>): boolean =>
  existsSync(join(folderOf(paths, workspace), '.git'));

/** Where an attempt that was prepared works, as any process of the project can find out. */
export function cwdOfAttempt({db, paths}: World, {id, attempt}: {id: number; attempt: number}): string {
  const workspace = readWorkspace(db, id);
  return workspace?.attempt === attempt ? cwdOf(paths, workspace) : paths.root;
}
