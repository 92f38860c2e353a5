import {OrkestraError} from '../../../state/errors.js';
import {readKeyFile} from '../format/key-file.js';
import {readLockFile} from '../format/lock-file.js';
import {openConfig} from '../repository/open.js';
import type {Repository} from '../repository/repository.js';
import {CONFIG_NAME} from '../store/store.js';
import type {Findings} from './findings.js';

/** The small files: what all depends on, the keys, and who says he is at work. */
export async function checkSmallFiles(repository: Repository, findings: Findings): Promise<void> {
  await checkConfig(repository, findings);
  for (const {name} of await repository.store.list('keys')) await checkKey(repository, name, findings);
  for (const {name} of await repository.store.list('locks')) await checkLock(repository, name, findings);
}

async function checkConfig({store, keys, tools, id}: Repository, findings: Findings): Promise<void> {
  const why = await whyDamaged(async () => {
    const config = openConfig(await store.read('config', CONFIG_NAME), keys, tools);
    if (config?.id !== id) throw new OrkestraError('corrupt', 'The config file is damaged.');
  });
  if (why !== undefined)
    findings.add('config', CONFIG_NAME, `${why} Without it the repository cannot be opened: put a copy of it back.`);
}

async function checkKey(repository: Repository, name: string, findings: Findings): Promise<void> {
  const why = await whyDamaged(async () => void readKeyFile(await repository.load('keys', name), name));
  if (why === undefined) return;
  const rest =
    name === repository.keyName ? 'Its password opens nothing now' : 'It is not the key in use, so no backup is hurt';
  findings.add('key', name, `${why} ${rest}.`);
}

async function checkLock(repository: Repository, name: string, findings: Findings): Promise<void> {
  const why = await whyDamaged(async () => void readLockFile(await repository.load('locks', name), name), true);
  if (why !== undefined) findings.add('lock', name, `${why} No backup is hurt; \`orkestra unlock\` removes it.`);
}

/** The sentence about it, or nothing. A lock may go while it is looked for. */
export async function whyDamaged(look: () => Promise<void>, mayBeGone = false): Promise<string | undefined> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    if (error.code === 'not-found') return mayBeGone ? undefined : error.message;
    if (error.code !== 'corrupt') throw error;
    return error.message;
  }
}
