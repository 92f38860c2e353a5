import {existsSync, mkdirSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import {
  insertWorkspace,
  readWorkspace,
  readWorkspaceWish,
  updateWorkspace,
  type Workspace,
} from '../../state/workspaces.js';
import {writeSoon} from '../../state/write.js';
import {record} from '../audit/record.js';
import type {World} from '../world.js';
import {branchName, type WorkspaceKind, workspaceFor} from './choose.js';
import {copyInto} from './copy-in.js';
import {cwdOf, folderOf, setupMark, worktreesOf} from './folder.js';
import {commitOf, type Git, gitIn} from './git.js';
import {type Repo, readRepo} from './repo.js';
import {makeWorktree} from './worktree.js';

interface Asking {
  id: number;
  attempt: number;
  title: string;
  agent: string;
}

export interface Prepared {
  cwd: string;
  /** Where what the worktree still needs before the work leaves its mark. */
  setup?: {command: string; mark: string};
}

const kindOf = ({db}: World, {id, agent}: Pick<Asking, 'id' | 'agent'>, isGitRepo: boolean): WorkspaceKind =>
  workspaceFor({wanted: readWorkspaceWish(db, id) ?? null, agent, isGitRepo});

/** Whether a task has a worktree of its own, where there can be one. */
export const needsWorktree = (world: World, task: Pick<Asking, 'id' | 'agent'>): boolean =>
  kindOf(world, task, true) === 'worktree';

/** The folder a task works in; a worktree is made, or found again with all that earlier attempts did there. */
export async function prepareWorkspace(world: World, task: Asking): Promise<Prepared> {
  const {root} = world.paths;
  // Most tasks are commands in the project folder: these never start git.
  if (!needsWorktree(world, task)) return {cwd: root};
  const git = gitIn(root);
  const answer = await readRepo(git);
  if (kindOf(world, task, answer.isRepo) === 'shared') return {cwd: root};
  if (!answer.isRepo)
    throw new OrkestraError('refused', `a worktree was asked for, but ${root} ${answer.why}`, {
      hint: 'Commit something there first, or give the task `--workspace shared`.',
    });
  const workspace = (await findAgain(world, git, task.id)) ?? (await insertNew(world, git, task, answer.repo));
  const folder = folderOf(world.paths, workspace);
  const isNew = await makeWorktree(git, workspace, folder, world.log);
  const cwd = cwdOf(world.paths, workspace);
  mkdirSync(cwd, {recursive: true});
  if (isNew) await copyInto({from: root, to: cwd, wanted: world.config.workspace.copy});
  await tell(world, workspace, {attempt: task.attempt, isNew});
  const {setup: command} = world.config.workspace;
  const mark = setupMark(folder);
  if (isNew) await rm(mark, {force: true});
  return command === undefined || existsSync(mark) ? {cwd} : {cwd, setup: {command, mark}};
}

/** What was merged is over; anything else is gone on with. */
async function findAgain({db, paths}: World, git: Git, id: number): Promise<Workspace | undefined> {
  const workspace = readWorkspace(db, id);
  if (!workspace || workspace.state === 'merged') return undefined;
  const isThere =
    (workspace.tip === null && workspace.state === 'prepared') ||
    existsSync(folderOf(paths, workspace)) ||
    (await commitOf(git, `refs/heads/${workspace.branch}`)) !== undefined;
  return isThere ? workspace : undefined;
}

/** It is written down before it is made, so that a crash leaves nothing that nobody knows. */
async function insertNew(world: World, git: Git, {id, attempt, title}: Asking, repo: Repo): Promise<Workspace> {
  const folder = await firstFree(String(id), async (name) => !existsSync(join(worktreesOf(world.paths), name)));
  const space = (await commitOf(git, 'refs/heads/orkestra')) === undefined ? 'orkestra/' : 'orkestra-';
  const branch = await firstFree(
    `${space}${branchName(id, title)}`,
    async (name) => (await commitOf(git, `refs/heads/${name}`)) === undefined,
  );
  const {head: base, branch: current, prefix} = repo;
  await writeSoon(world.db, () =>
    insertWorkspace(world.db, {
      ...{task: id, attempt, folder, prefix, branch, base},
      ...{baseBranch: current ?? null, preparedAt: world.now()},
    }),
  );
  return readWorkspace(world.db, id) as Workspace;
}

async function firstFree(name: string, isFree: (name: string) => Promise<boolean>): Promise<string> {
  for (let at = 1; ; at++) {
    const candidate = at === 1 ? name : `${name}-${at}`;
    if (await isFree(candidate)) return candidate;
  }
}

async function tell(
  world: World,
  {task, branch, base, baseBranch}: Workspace,
  {attempt, isNew}: {attempt: number; isNew: boolean},
): Promise<void> {
  await writeSoon(world.db, () => {
    updateWorkspace(world.db, task, {state: 'prepared', attempt, why: null, changedAt: world.now()});
    record(world, {type: 'workspace.prepared', task, data: {attempt, branch, base, baseBranch, isNew}});
  });
}
