export type WorkspaceKind = 'shared' | 'worktree';

/** Where a task is done: as it asks; else coding agents each have a worktree, where there can be one. */
export function workspaceFor(task: {wanted: WorkspaceKind | null; agent: string; isGitRepo: boolean}): WorkspaceKind {
  if (task.wanted !== null) return task.wanted;
  return task.agent !== 'shell' && task.isGitRepo ? 'worktree' : 'shared';
}

/** The branch of a task says which it is and what it does. */
export function branchName(id: number, title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}']/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return slug === '' ? String(id) : `${id}-${slug}`;
}
