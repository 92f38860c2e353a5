import {OrkestraError} from '../../../state/errors.js';
import type {RepositoryLock} from '../repository/hold-lock.js';
import type {Repository} from '../repository/repository.js';
import type {FileKind} from '../store/store.js';

const AT_ONCE = 8;

/** A few at a time; between them it can be stopped, and it ends when the lock was lost. */
export async function removeAll(
  {store}: Repository,
  kind: FileKind,
  names: Iterable<string>,
  {lock, signal, tell}: {lock: RepositoryLock; signal: AbortSignal; tell?(done: number): void},
): Promise<void> {
  const left = [...names];
  for (let done = 0; left.length > 0; ) {
    signal.throwIfAborted();
    lock.assertHeld();
    const some = left.splice(0, AT_ONCE);
    await Promise.all(some.map((name) => store.remove(kind, name)));
    done += some.length;
    tell?.(done);
  }
}

/** Refuses to go on where there is more than is known of. */
export async function checkOnly({store}: Repository, kind: FileKind, known: ReadonlySet<string>): Promise<void> {
  const found = await store.list(kind);
  if (found.every(({name}) => known.has(name))) return;
  throw new OrkestraError('conflict', `Somebody wrote to ${store.where} meanwhile, so nothing more was removed.`, {
    hint: 'Run `orkestra prune` again.',
  });
}
