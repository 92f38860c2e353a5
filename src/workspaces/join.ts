import {mkdtemp, realpath} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SIGNED} from './commit.js';
import {type Git, gitIn, listOf0, must, saidBy} from './git.js';

/** What two commits come to together; or which files both changed; or why git will not say. */
export type Joined = {tree: string} | {conflicts: string[]} | {why: string};

/** Beside every checkout. Git can do that since 2.38; an older one needs a folder for it. */
export async function joinTrees(git: Git, ours: string, theirs: string): Promise<Joined> {
  const answer = await git(['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', ours, theirs]);
  const [tree = '', ...files] = listOf0(answer.out);
  if (answer.isOk) return {tree};
  if (answer.code === 1 && files.length > 0) return {conflicts: [...new Set(files)]};
  if (answer.code === 129 || /^usage: git merge-tree/m.test(answer.err)) return joinInFolder(git, ours, theirs);
  return {why: `git cannot merge it: ${saidBy(answer)}`};
}

export async function joinInFolder(git: Git, ours: string, theirs: string): Promise<Joined> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'orkestra-merge-')));
  await must(git(['worktree', 'add', '--quiet', '--force', '--detach', folder, ours]), 'make a folder to merge in');
  try {
    const inside = gitIn(folder);
    const merged = await inside(['merge', '--no-ff', '--no-commit', '--no-verify-signatures', theirs], {env: SIGNED});
    const unmerged = ['diff', '--name-only', '--diff-filter=U', '-z'];
    const conflicts = listOf0(await must(inside(unmerged), 'look for conflicts'));
    if (conflicts.length > 0) return {conflicts};
    if (!merged.isOk) return {why: `git cannot merge it: ${saidBy(merged)}`};
    return {tree: (await must(inside(['write-tree']), 'keep what was merged')).trim()};
  } finally {
    await git(['worktree', 'remove', '--force', '--force', folder]);
  }
}
