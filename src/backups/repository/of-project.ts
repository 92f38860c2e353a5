import {OrkestraError} from '../../../state/errors.js';
import {isTrusted} from '../../trust.js';
import {userName} from '../../user-name.js';
import type {World} from '../../world.js';
import {openStore} from '../store/open-store.js';
import {CONFIG_NAME, type Store} from '../store/store.js';
import {whyNotUntrusted} from '../trusted.js';
import {createRepository} from './create.js';
import type {LockRequest} from './hold-lock.js';
import {noRepository, openRepository} from './open.js';
import {type FoundPassword, findOrMakePassword, findPassword, noPassword, passwordPlaces} from './password.js';
import type {Repository} from './repository.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the backups of a project are, as the person wrote it. */
export const repositoryOf = ({config}: Pick<World, 'config'>, env: Env): string =>
  env.ORKESTRA_BACKUP_REPOSITORY || config.backup.repository;

export function storeOf(world: World, env: Env): Store {
  const why = env.ORKESTRA_BACKUP_REPOSITORY ? undefined : whyNotUntrusted(world.config.backup, world.paths.root);
  if (why !== undefined && !isTrusted(world.paths.root, env))
    throw new OrkestraError('refused', `This folder is not one that you trust, and ${why}.`, {
      hint: 'Look at its section `backup`; `orkestra trust` says that you trust it.',
    });
  return openStore(repositoryOf(world, env), world.paths, world, env);
}

/** The repository of a project, which has to be there. Whoever asks for it closes its store. */
export async function openProjectRepository(world: World, env: Env): Promise<Repository> {
  const store = storeOf(world, env);
  return closingOnError(store, () => openIn(store, world, env));
}

/** For whoever would leave a trace before it is opened: where nothing was ever backed up, nothing is begun. */
export async function checkRepositoryIsThere(world: World, env: Env): Promise<void> {
  const store = storeOf(world, env);
  try {
    const isThere = (await store.exists('config', CONFIG_NAME)) || (await store.list('keys')).length > 0;
    if (!isThere) throw noRepository(store);
  } finally {
    await store.close();
  }
}

async function openIn(store: Store, world: World, env: Env): Promise<Repository> {
  const found = await findPassword(passwordPlaces(world, env));
  if (found) return openRepository(store, found.password);
  // Without a repository there is no password to be missed.
  if (await store.exists('config', CONFIG_NAME)) throw noPassword(store.where);
  return openRepository(store, '');
}

export interface ReadyRepository {
  repository: Repository;
  /** It was not there before. */
  isNew: boolean;
  password: FoundPassword;
}

/** The repository of a project; the first who needs one makes it. */
export async function openOrCreateProjectRepository(world: World, env: Env): Promise<ReadyRepository> {
  const store = storeOf(world, env);
  return closingOnError(store, async () => {
    if (await store.exists('config', CONFIG_NAME)) {
      const password = await findPassword(passwordPlaces(world, env));
      if (!password) throw noPassword(store.where);
      return {repository: await openRepository(store, password.password), isNew: false, password};
    }
    const password = await findOrMakePassword(passwordPlaces(world, env));
    const maker = {host: world.processes.host, user: userName(), now: world.now()};
    try {
      return {repository: await createRepository(store, password.password, maker), isNew: true, password};
    } catch (error) {
      // Another process made it in this moment, with the same password.
      const isThere = error instanceof OrkestraError && error.code === 'conflict';
      if (!isThere || !(await store.exists('config', CONFIG_NAME))) throw error;
      return {repository: await openRepository(store, password.password), isNew: false, password};
    }
  });
}

async function closingOnError<Of>(store: Store, deed: () => Promise<Of>): Promise<Of> {
  try {
    return await deed();
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** What a lock of this process says of itself. */
export const lockRequest = (world: World, isExclusive: boolean, patienceMs = 0): LockRequest => ({
  processes: world.processes,
  now: () => world.now(),
  random: () => world.random(),
  user: userName(),
  isExclusive,
  patienceMs,
});
