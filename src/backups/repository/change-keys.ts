import {OrkestraError} from '../../../state/errors.js';
import type {ScryptCost} from '../format/key-file.js';
import {readKeyFile} from '../format/key-file.js';
import type {LockRequest} from './hold-lock.js';
import {type Maker, makeKey, measureCost, openKey} from './keys.js';
import {whileLocked} from './locks.js';
import {readKeys} from './open.js';
import type {Repository} from './repository.js';

export interface ShownKey {
  id: string;
  username: string;
  hostname: string;
  createdAt: number;
  /** It is the one the password in use opens. */
  isCurrent: boolean;
}

/** The oldest first. */
export async function listKeys({store, keyName}: Repository): Promise<ShownKey[]> {
  const {keys} = await readKeys(store);
  const shown = keys.map(({name, file: {username, hostname, createdAt}}) => {
    return {id: name, username, hostname, createdAt, isCurrent: name === keyName};
  });
  return shown.reverse();
}

export interface NewKey extends Maker {
  password: string;
  /** Measured where it is not given. */
  cost?: ScryptCost;
}

/** Another password for the same repository. It is there when it opened what it has to open. */
export async function addKey(repository: Repository, key: NewKey, lock: LockRequest): Promise<ShownKey> {
  return whileLocked(repository, {...lock, isExclusive: false}, () => saveKey(repository, key));
}

async function saveKey({store, keys, tools}: Repository, key: NewKey): Promise<ShownKey> {
  const cost = key.cost ?? (await measureCost());
  const {name, json} = await makeKey(key.password, keys, key, cost, tools.makeCrypt);
  await store.save('keys', name, json);
  const file = readKeyFile(await store.read('keys', name), name);
  const opened = await openKey(file, name, key.password, tools.makeCrypt);
  if (!opened?.encrypt.equals(keys.encrypt)) {
    await store.remove('keys', name);
    throw new OrkestraError('corrupt', `The new key in ${store.where} did not open, so it was removed.`, {
      hint: 'The keys from before still open the repository. Check the disk and the memory of this machine.',
    });
  }
  return {id: name, username: key.user, hostname: key.host, createdAt: file.createdAt, isCurrent: false};
}

/** The password of this key opens nothing afterwards; the one in use cannot be taken away this way. */
export async function removeKey(repository: Repository, wanted: string, lock: LockRequest): Promise<ShownKey> {
  return whileLocked(repository, {...lock, isExclusive: true}, async () => {
    const key = await findKey(repository, wanted);
    if (key.isCurrent)
      throw new OrkestraError('refused', `${key.id.slice(0, 8)} is the key in use: without it nothing could be read.`, {
        hint: 'Use another key to remove this one, or give it a new password: `orkestra backup-key passwd`.',
      });
    await repository.store.remove('keys', key.id);
    return key;
  });
}

async function findKey(repository: Repository, wanted: string): Promise<ShownKey> {
  const fitting = (await listKeys(repository)).filter(({id}) => id.startsWith(wanted));
  const shown = JSON.stringify(wanted.slice(0, 70));
  if (!/^[0-9a-f]{4,64}$/.test(wanted))
    throw new OrkestraError('invalid', `${shown} is no name of a key.`, {
      hint: 'A name is what `orkestra backup-key list` shows, at least four of its characters.',
    });
  if (fitting.length > 1) throw new OrkestraError('invalid', `${fitting.length} keys begin with ${shown}.`);
  const [key] = fitting;
  if (key) return key;
  throw new OrkestraError('not-found', `There is no key ${shown}.`, {hint: '`orkestra backup-key list` shows them.'});
}

/**
 * A new password instead of the one in use. The new key is there before the old one goes, and `keep` has put the password
 * away by then: whenever this stops, one of the two opens the repository.
 */
export async function changePassword(
  repository: Repository,
  key: NewKey,
  lock: LockRequest,
  keep: () => Promise<void>,
): Promise<ShownKey> {
  return whileLocked(repository, {...lock, isExclusive: true}, async () => {
    const added = await saveKey(repository, key);
    await keep();
    await repository.store.remove('keys', repository.keyName);
    return {...added, isCurrent: true};
  });
}
