import {type FoundLock, listLocks, lockText, type Onlooker, whyStale} from './lock-list.js';
import type {Repository} from './repository.js';

export interface SeenLock {
  name: string;
  /** Who holds it, in words. */
  holder: string;
  isExclusive: boolean | null;
  /** Why it was removed, or why it stays. */
  why: string;
}

export interface Unlocked {
  removed: SeenLock[];
  left: SeenLock[];
}

/** Removes the locks of those who are gone or silent; with `isAll` every one, also of those who are at work. */
export async function unlockRepository(
  repository: Repository,
  onlooker: Onlooker,
  {isAll}: {isAll: boolean},
): Promise<Unlocked> {
  const unlocked: Unlocked = {removed: [], left: []};
  for (const lock of await listLocks(repository)) {
    const stale = lock.file && whyStale(lock.file, onlooker);
    const why = stale ?? (isAll ? 'all were to be removed' : undefined);
    if (why !== undefined) await repository.store.remove('locks', lock.name);
    const seen = seenLock(lock, why ?? (lock.file ? 'its owner is at work' : 'it cannot be read'));
    (why === undefined ? unlocked.left : unlocked.removed).push(seen);
  }
  return unlocked;
}

const seenLock = ({name, file}: FoundLock, why: string): SeenLock => ({
  name,
  holder: file ? lockText(file) : 'nobody knows',
  isExclusive: file?.isExclusive ?? null,
  why,
});
