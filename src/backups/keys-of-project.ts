import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {writeAtomic} from '../files.js';
import {userName} from '../user-name.js';
import type {World} from '../world.js';
import {addKey, changePassword, listKeys, removeKey, type ShownKey} from './repository/change-keys.js';
import {lockRequest, openProjectRepository} from './repository/of-project.js';
import {findPassword, generatedFile, passwordPlaces} from './repository/password.js';
import type {Repository} from './repository/repository.js';
import {type Unlocked, unlockRepository} from './repository/unlock.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Opens the repository for one deed and lets go of it whatever comes of it. */
async function inRepository<Of>(world: World, env: Env, deed: (repository: Repository) => Promise<Of>): Promise<Of> {
  const repository = await openProjectRepository(world, env);
  try {
    return await deed(repository);
  } finally {
    await repository.store.close();
  }
}

const note = (world: World, type: string, data: Record<string, unknown>): void =>
  write(world.db, () => record(world, {type, data}));

const newKey = (world: World, password: string) => ({
  password,
  host: world.processes.host,
  user: userName(),
  now: world.now(),
});

export const listBackupKeys = (world: World, env: Env): Promise<ShownKey[]> => inRepository(world, env, listKeys);

/** A person is asked for the new password when the old one has proved right, and nobody is locked out meanwhile. */
export const addBackupKey = (world: World, env: Env, ask: () => Promise<string>): Promise<ShownKey> =>
  inRepository(world, env, async (repository) => {
    const key = await addKey(repository, newKey(world, await ask()), lockRequest(world, false));
    note(world, 'backup-key.added', {key: key.id, where: repository.store.where});
    return key;
  });

export const removeBackupKey = (world: World, env: Env, wanted: string): Promise<ShownKey> =>
  inRepository(world, env, async (repository) => {
    const key = await removeKey(repository, wanted, lockRequest(world, true));
    note(world, 'backup-key.removed', {key: key.id, where: repository.store.where});
    return key;
  });

export interface ChangedPassword {
  key: ShownKey;
  /** Where the old password stands and the person has to put the new one; undefined when that was done here. */
  toChange: string | undefined;
}

export const changeBackupPassword = (world: World, env: Env, ask: () => Promise<string>): Promise<ChangedPassword> =>
  inRepository(world, env, async (repository) => {
    const password = await ask();
    const found = await findPassword(passwordPlaces(world, env));
    const isOurs = found?.from === generatedFile(world.paths);
    const keep = async (): Promise<void> => {
      if (isOurs) await writeAtomic(generatedFile(world.paths), `${password}\n`, {mode: 0o600});
    };
    const key = await changePassword(repository, newKey(world, password), lockRequest(world, true), keep);
    note(world, 'backup-key.changed', {key: key.id, before: repository.keyName, where: repository.store.where});
    return {key, toChange: isOurs ? undefined : found?.from};
  });

export const unlockBackups = (world: World, env: Env, isAll: boolean): Promise<Unlocked> =>
  inRepository(world, env, async (repository) => {
    const onlooker = {processes: world.processes, now: () => world.now()};
    const unlocked = await unlockRepository(repository, onlooker, {isAll});
    const removed = unlocked.removed.map(({name, holder}) => ({name: name.slice(0, 8), holder}));
    if (removed.length > 0) note(world, 'repository.unlocked', {removed, where: repository.store.where});
    return unlocked;
  });
