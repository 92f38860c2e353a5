import {constants, existsSync} from 'node:fs';
import {cp} from 'node:fs/promises';
import {isAbsolute, join, normalize} from 'node:path';
import {splitList} from '../split-list.js';

/** Paths of the project that a fresh worktree is given though git does not keep them: `.env`, `node_modules`. */
export const copiedPaths = (wanted: string | undefined): string[] =>
  splitList(wanted ?? '')
    .map((path) => normalize(path.trim()).replace(/\/+$/, ''))
    .filter((path) => path !== '' && path !== '.' && !isAbsolute(path) && !path.split('/').includes('..'));

/** What is not there is passed over, and nothing that git put there is overwritten. */
export async function copyInto({
  from,
  to,
  wanted,
}: {
  from: string;
  to: string;
  wanted: string | undefined;
}): Promise<void> {
  for (const path of copiedPaths(wanted)) {
    if (!existsSync(join(from, path))) continue;
    await cp(join(from, path), join(to, path), {
      recursive: true,
      force: false,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (source) => !source.startsWith(join(from, '.orkestra')) && !source.endsWith('/.git'),
    });
  }
}
