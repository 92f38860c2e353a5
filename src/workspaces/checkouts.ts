import {type Git, must} from './git.js';

/** A folder in which a commit of the repository is checked out: the user's own, and every worktree. */
export interface Checkout {
  folder: string;
  /** Undefined on a detached head. */
  ref: string | undefined;
  /** Why somebody locked it, maybe empty; undefined when nobody did. */
  lock: string | undefined;
  /** Its folder is gone. */
  isGone: boolean;
}

export async function listCheckouts(git: Git): Promise<Checkout[]> {
  return parseCheckouts(await must(git(['worktree', 'list', '--porcelain']), 'list the worktrees'));
}

export function parseCheckouts(text: string): Checkout[] {
  return text
    .split('\n\n')
    .filter((block) => block.trim() !== '')
    .map((block) => {
      const lines = block.split('\n');
      const after = (name: string): string | undefined =>
        lines.find((line) => line === name || line.startsWith(`${name} `))?.slice(name.length + 1);
      const isGone = after('prunable') !== undefined;
      return {folder: after('worktree') ?? '', ref: after('branch'), lock: after('locked'), isGone};
    });
}
