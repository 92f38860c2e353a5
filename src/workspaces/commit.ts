import {OrkestraError} from '../../state/errors.js';
import type {Workspace} from '../../state/workspaces.js';
import {commitOf, type Git, isAncestor, listOf0, must, saidBy} from './git.js';
import {dropStaleLock} from './index-lock.js';

interface Work {
  branch: string;
  message: string;
  /** Paths, from the top of the worktree, that were copied in and belong to nobody's change. */
  without: readonly string[];
}

/** Nobody need be known to git for this to work. */
export const SIGNED = {
  GIT_AUTHOR_NAME: 'orkestra',
  GIT_AUTHOR_EMAIL: 'orkestra@localhost',
  GIT_COMMITTER_NAME: 'orkestra',
  GIT_COMMITTER_EMAIL: 'orkestra@localhost',
};

const refuse = (message: string): OrkestraError => new OrkestraError('conflict', message);

/**
 * Puts all that was changed in a worktree on its branch, and returns the last commit. What git could not keep there is
 * refused in words, since the folder will be removed. `git` is that of the worktree.
 */
export async function commitWork(git: Git, {branch, message, without}: Work): Promise<string> {
  await dropStaleLock(git);
  await refuseOpenConflicts(git);
  const paths = ['.', ...without.map((path) => `:(exclude,top,literal)${path}`)];
  await must(git(['add', '--all', '--', ':/', ...paths.slice(1)]), 'add what was changed');
  await refuseRepositories(git);
  const isClean = (await git(['diff', '--cached', '--quiet'])).isOk;
  if (!isClean)
    await must(
      git(['commit', '--no-verify', '--quiet', '--cleanup=whitespace', '-F', '-'], {input: message, env: SIGNED}),
      'commit what was changed',
    );
  const tip = await commitOf(git, 'HEAD');
  if (tip === undefined) throw refuse('its worktree has no commit');
  await followBranch(git, branch, tip);
  return tip;
}

async function refuseOpenConflicts(git: Git): Promise<void> {
  const open = listOf0(await must(git(['diff', '--name-only', '--diff-filter=U', '-z']), 'look for conflicts'));
  if (open.length > 0) throw refuse(`it left conflicts unresolved in ${open.join(', ')}`);
}

const GITLINK = '160000';

/** Of a repository within the worktree git keeps a number only: what is in it would be lost with the folder. */
async function refuseRepositories(git: Git): Promise<void> {
  const staged = rawEntries(await must(git(['diff', '--cached', '--raw', '--no-renames', '-z']), 'read what changed'));
  const dirty = rawEntries(await must(git(['diff', '--raw', '--no-renames', '-z']), 'read what changed'));
  const inside = [...staged, ...dirty].find(({mode}) => mode === GITLINK);
  if (!inside) return;
  await git(['reset', '--quiet', '--', inside.path]);
  throw refuse(
    `it changed ${inside.path}, a git repository of its own, which cannot be merged from a worktree; use --workspace shared for that`,
  );
}

/** `:100644 160000 abc def M`, then the path. */
function rawEntries(text: string): {mode: string; path: string}[] {
  const parts = listOf0(text);
  const entries: {mode: string; path: string}[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2)
    entries.push({mode: parts[at]?.split(' ')[1] ?? '', path: parts[at + 1] ?? ''});
  return entries;
}

/** An agent may have gone to a branch of its own: ours follows, unless that would lose commits. */
async function followBranch(git: Git, branch: string, tip: string): Promise<void> {
  const ref = `refs/heads/${branch}`;
  const before = await commitOf(git, ref);
  if (before === tip) return;
  const current = (await git(['symbolic-ref', '--quiet', 'HEAD'])).out.trim();
  if (before !== undefined && current !== ref && !(await isAncestor(git, before, tip)))
    throw refuse(`it left its branch ${branch}, whose commits are not in what is checked out`);
  await must(git(['update-ref', ref, tip]), `set ${branch}`);
}

/** Where the task's own changes begin. What it took over from its base meanwhile is not its own. */
export async function startOf(
  git: Git,
  {base, baseBranch}: Pick<Workspace, 'base' | 'baseBranch'>,
  tip: string,
): Promise<string> {
  const into = baseBranch === null ? undefined : await commitOf(git, `refs/heads/${baseBranch}`);
  if (into === undefined || (await isAncestor(git, tip, into))) return base;
  const common = await git(['merge-base', into, tip]);
  return common.isOk ? common.out.trim() : base;
}

export interface Counts {
  files: number;
  added: number;
  removed: number;
}

export async function countChanges(git: Git, from: string, to: string): Promise<Counts> {
  const answer = await git(['diff', '--shortstat', '--no-ext-diff', from, to]);
  if (!answer.isOk) throw refuse(`git could not compare its work: ${saidBy(answer)}`);
  const count = (pattern: RegExp): number => Number(pattern.exec(answer.out)?.[1] ?? 0);
  return {files: count(/(\d+) files? changed/), added: count(/(\d+) insertion/), removed: count(/(\d+) deletion/)};
}
