import {existsSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';

export const isProject = ({db}: {db: string}): boolean => existsSync(db);

/** Whoever works in the worktree of a task means the project, not the copy of its settings there. */
const outside = (dir: string): string => /^(.*?)\/\.orkestra\/worktrees\/[^/]+(\/|$)/.exec(dir)?.[1] || dir;

/** The nearest folder upwards that is a project, else the folder itself. */
export function findRoot(from: string): string {
  const start = outside(resolve(from));
  for (let dir = start; ; dir = dirname(dir)) {
    if (existsSync(join(dir, '.orkestra', 'orkestra.db')) || existsSync(join(dir, 'orkestra.yaml'))) return dir;
    if (dirname(dir) === dir) return start;
  }
}
