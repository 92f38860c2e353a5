import type {World} from '../world.js';
import type {LockRequest, RepositoryLock} from './repository/hold-lock.js';
import {whileLocked} from './repository/locks.js';
import {openProjectRepository} from './repository/of-project.js';
import type {Repository} from './repository/repository.js';

export type Env = Readonly<Record<string, string | undefined>>;

/** Opens the repository of the project, holds it as asked, and lets go of both on every way out. */
export async function withRepository<Of>(
  world: World,
  env: Env,
  lock: LockRequest,
  deed: (repository: Repository, lock: RepositoryLock) => Promise<Of>,
): Promise<Of> {
  return withOpenRepository(world, env, (repository) =>
    whileLocked(repository, lock, (held) => deed(repository, held)),
  );
}

/** For looks that need nothing to stay as it is. */
export async function withOpenRepository<Of>(
  world: World,
  env: Env,
  deed: (repository: Repository) => Promise<Of>,
): Promise<Of> {
  const repository = await openProjectRepository(world, env);
  try {
    return await deed(repository);
  } finally {
    await repository.store.close();
  }
}
