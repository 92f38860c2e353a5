import {randomBytes} from 'node:crypto';
import {OrkestraError} from '../../../state/errors.js';
import type {Keys} from '../crypt.js';
import {makeConfigFile} from '../format/config-file.js';
import type {ScryptCost} from '../format/key-file.js';
import {randomPolynomial} from '../kernels/polynomial.js';
import {CONFIG_NAME, type Store} from '../store/store.js';
import {type Maker, makeKey, measureCost, newMasterKeys, openKey} from './keys.js';
import {readKeys} from './open.js';
import {makeRepository, type Repository} from './repository.js';
import {loadTools, type Tools} from './tools.js';

export interface CreateOptions extends Maker {
  /** 1 for readers from before 2022. */
  version?: 1 | 2;
  /** How much trying a password costs; measured where it is not given. */
  cost?: ScryptCost;
}

/** An empty repository. One that was begun and not finished, with the same password, is finished. */
export async function createRepository(store: Store, password: string, options: CreateOptions): Promise<Repository> {
  if (password === '') throw new OrkestraError('invalid', 'A repository needs a password that is not empty.');
  if (await store.exists('config', CONFIG_NAME)) throw there(store);
  const tools = await loadTools();
  const begun = await findBegun(store, password, tools);
  await store.create();
  const key = begun ?? (await saveKey(store, password, options, tools));
  const config = {
    version: options.version ?? 2,
    id: randomBytes(32).toString('hex'),
    polynomial: randomPolynomial(() => randomBytes(8).readBigUInt64LE()),
  };
  try {
    await store.save('config', CONFIG_NAME, tools.makeCrypt(key.keys).seal(makeConfigFile(config)));
  } catch (error) {
    if (!begun) await store.remove('keys', key.keyName);
    throw error instanceof OrkestraError && error.code === 'conflict' ? there(store) : error;
  }
  return makeRepository({store, tools, ...key, config});
}

const there = (store: Store): OrkestraError =>
  new OrkestraError('conflict', `There is a backup repository in ${store.where} already.`);

interface OpenedKey {
  keys: Keys;
  keyName: string;
}

async function saveKey(store: Store, password: string, options: CreateOptions, tools: Tools): Promise<OpenedKey> {
  const keys = newMasterKeys();
  const cost = options.cost ?? (await measureCost());
  const {name, json} = await makeKey(password, keys, options, cost, tools.makeCrypt);
  await store.save('keys', name, json);
  return {keys, keyName: name};
}

/** The key of a repository that was begun when its maker died. What holds backups is never begun anew. */
async function findBegun(store: Store, password: string, tools: Tools): Promise<OpenedKey | undefined> {
  const kinds = ['index', 'snapshots', 'data'] as const;
  const files = (await Promise.all(kinds.map((kind) => store.list(kind)))).flat();
  const {keys, damaged} = await readKeys(store);
  if (files.length + keys.length + damaged === 0) return undefined;
  if (files.length === 0) {
    for (const {name, file} of keys) {
      const master = await openKey(file, name, password, tools.makeCrypt);
      if (master) return {keys: master, keyName: name};
    }
  }
  throw new OrkestraError('conflict', `${store.where} is half a repository: its config file is missing.`, {
    hint: 'Put a copy of the file config back, or name another folder.',
  });
}
