import {rm, stat} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {Git} from './git.js';

/** Whoever died with the lock in hand left it; nobody holds one for so long in a folder where no one works. */
const STALE_MS = 3000;

/** For a worktree of ours between two attempts, never for the user's folder. */
export async function dropStaleLock(git: Git): Promise<void> {
  const place = await git(['rev-parse', '--path-format=absolute', '--git-path', 'index.lock']);
  if (!place.isOk) return;
  const file = resolve(place.out.trim());
  const facts = await stat(file).catch(() => undefined);
  if (facts && Date.now() - facts.mtimeMs > STALE_MS) await rm(file, {force: true});
}
