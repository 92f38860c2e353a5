import {OrkestraError} from '../../../state/errors.js';
import type {Keys} from '../crypt.js';
import {type RepositoryConfig, readConfigFile} from '../format/config-file.js';
import {type KeyFile, readKeyFile} from '../format/key-file.js';
import {CONFIG_NAME, type Store} from '../store/store.js';
import {openKey} from './keys.js';
import {makeRepository, type Repository, readChecked} from './repository.js';
import {loadTools, type Tools} from './tools.js';

export async function openRepository(store: Store, password: string): Promise<Repository> {
  // Code is loaded while the files are read.
  const [tools, sealed, {keys, damaged}] = await Promise.all([loadTools(), readConfig(store), readKeys(store)]);
  if (keys.length + damaged === 0)
    throw new OrkestraError('corrupt', `${store.where} has no key, so nothing in it can be read.`, {
      hint: 'Put a copy of a file of its folder keys back.',
    });
  let fits = 0;
  for (const {name, file} of keys) {
    const master = await openKey(file, name, password, tools.makeCrypt);
    if (master === undefined) continue;
    fits += 1;
    const config = openConfig(sealed, master, tools);
    if (config) return makeRepository({store, tools, keys: master, keyName: name, config});
  }
  throw fits > 0 ? damagedConfig(store) : wrongPassword(store, keys.length, damaged);
}

const damagedConfig = (store: Store): OrkestraError =>
  new OrkestraError('corrupt', `The password fits, but the config file of ${store.where} is damaged.`, {
    hint: 'Put a copy of the file config back; nothing can be read without it.',
  });

function wrongPassword(store: Store, keys: number, damaged: number): OrkestraError {
  const of = keys === 1 ? 'the key' : `any of the ${keys} keys`;
  const rest = damaged > 0 ? `; ${damaged} more cannot be used` : '';
  return new OrkestraError('refused', `The password does not fit ${of} of ${store.where}${rest}.`, {
    hint: 'Check RESTIC_PASSWORD, or the file the password is kept in.',
  });
}

export const noRepository = ({where}: Store): OrkestraError =>
  new OrkestraError('not-found', `There is no backup repository in ${where}.`, {
    hint: 'The first `orkestra backup PATH` makes it; `backup.repository` says where.',
  });

async function readConfig(store: Store): Promise<Buffer> {
  if (await store.exists('config', CONFIG_NAME)) return store.read('config', CONFIG_NAME);
  const kinds = ['keys', 'index', 'snapshots'] as const;
  const left = (await Promise.all(kinds.map((kind) => store.list(kind)))).flat().length;
  if (left === 0) throw noRepository(store);
  throw new OrkestraError('corrupt', `${store.where} is half a repository: its config file is missing.`, {
    hint: 'Put a copy of the file config back, or name another repository.',
  });
}

export interface NamedKey {
  name: string;
  file: KeyFile;
}

/** The newest first: it is likely that of the password in use. Keys that cannot be used are counted, and the others tried. */
export async function readKeys(store: Store): Promise<{keys: NamedKey[]; damaged: number}> {
  const names = (await store.list('keys')).map(({name}) => name);
  const read = await Promise.all(names.map((name) => readKey(store, name)));
  const keys = read.filter((key) => key !== undefined).sort((a, b) => b.file.createdAt - a.file.createdAt);
  return {keys, damaged: read.length - keys.length};
}

async function readKey(store: Store, name: string): Promise<NamedKey | undefined> {
  try {
    return {name, file: readKeyFile(await readChecked(store, 'keys', name), name)};
  } catch (error) {
    if (error instanceof OrkestraError && ['corrupt', 'not-found'].includes(error.code)) return undefined;
    throw error;
  }
}

/** Undefined when it does not open: a key of another repository may lie here, left by two who made one at once. */
export function openConfig(sealed: Buffer, keys: Keys, {makeCrypt}: Tools): RepositoryConfig | undefined {
  let json: Buffer;
  try {
    json = makeCrypt(keys).open(sealed);
  } catch (error) {
    if (error instanceof OrkestraError && error.code === 'corrupt') return undefined;
    throw error;
  }
  return readConfigFile(json);
}
