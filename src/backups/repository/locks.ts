import {setTimeout as wait} from 'node:timers/promises';
import {OrkestraError} from '../../../state/errors.js';
import {type HeldLock, holdLock, type LockRequest, type RepositoryLock, usualTimes} from './hold-lock.js';
import {type FoundLock, isOwnerGone, listLocks, lockText} from './lock-list.js';
import type {Repository} from './repository.js';

const LOOK_AGAIN_MS = 1000;

export type LockAnswer = {ok: true; lock: RepositoryLock} | {ok: false; holder: FoundLock};

/** Looks at the others, writes its own, waits, and looks again. */
export async function takeRepositoryLock(repository: Repository, request: LockRequest): Promise<LockAnswer> {
  const giveUpAt = request.now() + (request.patienceMs ?? 0);
  for (;;) {
    const answer = await tryLock(repository, request);
    if (answer.ok || request.signal?.aborted || request.now() >= giveUpAt) return answer;
    await lookLater(request);
  }
}

/** Two who wait for each other must not look at the same moment again and again. */
async function lookLater({random, signal}: LockRequest): Promise<void> {
  const ms = LOOK_AGAIN_MS * (0.5 + (random?.() ?? 0.5));
  await wait(ms, undefined, signal && {signal}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}

/** Does something while the lock is held, and gives it back on every way out. */
export async function whileLocked<Of>(
  repository: Repository,
  request: LockRequest,
  deed: (lock: RepositoryLock) => Promise<Of>,
): Promise<Of> {
  const answer = await takeRepositoryLock(repository, request);
  if (!answer.ok) throw lockedBy(repository, answer.holder);
  try {
    return await deed(answer.lock);
  } finally {
    // What was done counts, or the error that ended it; a lock that could not be removed is stale before long.
    await answer.lock.release().catch(() => {});
  }
}

/** What a person is told whom a lock keeps out. */
export function lockedBy({store}: Repository, {name, file, why}: FoundLock): OrkestraError {
  if (!file)
    return new OrkestraError(
      'busy',
      `${store.where} has a repository lock that cannot be read (${name.slice(0, 8)}).`,
      {
        hint: 'Make sure that nobody uses the repository; then `orkestra unlock --all` removes it.',
        cause: why,
      },
    );
  const how = file.isExclusive ? 'is used by one alone' : 'is in use';
  return new OrkestraError('busy', `${store.where} ${how}: ${lockText(file)}.`, {
    hint: 'Wait for it. If it ended without giving its lock back, run `orkestra unlock`.',
  });
}

/**
 * As `takeRepositoryLock`, but hands the lock over when it is written, before the second look: what is only read, or lies
 * unlisted, may be done meanwhile. `settled` throws when somebody came at the same moment; then the lock is gone.
 */
export async function beginRepositoryLock(
  repository: Repository,
  request: LockRequest,
): Promise<{lock: RepositoryLock; settled: Promise<void>}> {
  const giveUpAt = request.now() + (request.patienceMs ?? 0);
  for (;;) {
    const holder = await findHolder(repository, request, undefined);
    if (!holder) break;
    if (request.now() >= giveUpAt) throw lockedBy(repository, holder);
    await lookLater(request);
    request.signal?.throwIfAborted();
  }
  const held = await holdLock(repository, request);
  const settled = settle(repository, request, held);
  // Whoever goes on without having awaited it is told by the promise, not by the process.
  settled.catch(() => {});
  return {lock: held, settled};
}

async function settle(repository: Repository, request: LockRequest, held: HeldLock): Promise<void> {
  try {
    await wait(request.times?.settleMs ?? usualTimes.settleMs);
    const holder = await findHolder(repository, request, held.name());
    if (holder) throw lockedBy(repository, holder);
  } catch (error) {
    await held.release().catch(() => {});
    throw error;
  }
}

async function tryLock(repository: Repository, request: LockRequest): Promise<LockAnswer> {
  const before = await findHolder(repository, request, undefined);
  if (before) return {ok: false, holder: before};
  const held = await holdLock(repository, request);
  try {
    await wait(request.times?.settleMs ?? usualTimes.settleMs);
    const after = await findHolder(repository, request, held.name());
    if (!after) return {ok: true, lock: held};
    await held.release();
    return {ok: false, holder: after};
  } catch (error) {
    await held.release().catch(() => {});
    throw error;
  }
}

/** Who is in the way. Locks of processes that died on this machine are removed in passing. */
async function findHolder(
  repository: Repository,
  request: LockRequest,
  own: string | undefined,
): Promise<FoundLock | undefined> {
  const counting: FoundLock[] = [];
  for (const lock of await listLocks(repository, own)) {
    if (lock.file && isOwnerGone(lock.file, request)) await repository.store.remove('locks', lock.name);
    else counting.push(lock);
  }
  return counting.find(({file}) => file === undefined || file.isExclusive || request.isExclusive);
}
