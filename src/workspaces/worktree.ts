import {existsSync, readFileSync} from 'node:fs';
import {rmdir} from 'node:fs/promises';
import {join} from 'node:path';
import {OrkestraError} from '../../state/errors.js';
import type {Workspace} from '../../state/workspaces.js';
import type {Log} from '../log.js';
import {commitOf, type Git, gitIn, must, saidBy} from './git.js';
import {dropStaleLock} from './index-lock.js';

/** A checkout of a large repository, or of submodules over the network, takes its time. */
const PATIENCE_MS = 10 * 60_000;

/** Makes the worktree, or brings it back. True when its files are fresh from git. `git` is that of the project. */
export async function makeWorktree(
  git: Git,
  {branch, base, tip}: Pick<Workspace, 'branch' | 'base' | 'tip'>,
  folder: string,
  log: Log,
): Promise<boolean> {
  if (await isWhole(git, folder)) {
    await dropStaleLock(gitIn(folder));
    return false;
  }
  await rmdir(folder).catch(() => {});
  const hasBranch = (await commitOf(git, `refs/heads/${branch}`)) !== undefined;
  // Forced, since git still knows a worktree whose folder was removed by hand.
  const from = hasBranch ? [folder, branch] : ['-b', branch, folder, tip ?? base];
  const added = await git(['worktree', 'add', '--force', ...from], {patienceMs: PATIENCE_MS, outlivesUs: true});
  if (!added.isOk) throw new OrkestraError('unavailable', `its worktree could not be made: ${saidBy(added)}`);
  await fillSubmodules(folder, log);
  return true;
}

/** False when there is none yet. One whose making was cut off is taken away: nothing was done in it. */
async function isWhole(git: Git, folder: string): Promise<boolean> {
  if (!existsSync(join(folder, '.git'))) return false;
  let place = await gitIn(folder)(['rev-parse', '--absolute-git-dir']);
  if (!place.isOk) {
    // The project was moved, and the worktree still points to where it was.
    await git(['worktree', 'repair', folder]);
    place = await gitIn(folder)(['rev-parse', '--absolute-git-dir']);
  }
  if (!place.isOk) throw new OrkestraError('unavailable', `${folder} is no worktree any more: ${saidBy(place)}`);
  if (!isBeingMade(place.out.trim())) return true;
  await must(git(['worktree', 'remove', '--force', '--force', folder]), 'take a half-made worktree away');
  return false;
}

/** Git locks a worktree while it fills it, and says so. */
function isBeingMade(gitDir: string): boolean {
  try {
    return readFileSync(join(gitDir, 'locked'), 'utf8').trim() === 'initializing';
  } catch {
    return false;
  }
}

/** Most work does without them, so a submodule that cannot be fetched is told and stops nothing. */
async function fillSubmodules(folder: string, log: Log): Promise<void> {
  if (!existsSync(join(folder, '.gitmodules'))) return;
  const filled = await gitIn(folder)(['submodule', 'update', '--init', '--recursive'], {patienceMs: PATIENCE_MS});
  if (!filled.isOk) log.warning(`the submodules in ${folder} could not be fetched: ${saidBy(filled)}`);
}
