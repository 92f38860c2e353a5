import {mkdirSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {createRepository} from '../../src/backups/repository/create.js';
import {openFolder} from '../../src/backups/store/folder.js';
import {realProcesses} from '../../src/processes.js';
import {runInside} from '../support/program.js';

const PASSWORD = 'correct horse';
/** Quick to try: it locks nothing up. */
const cost = {N: 1024, r: 8, p: 1};

/** The folder `docs` was backed up, something was added to it, and it was backed up again: both are called `docs`. */
export async function backUpTwice(dir: string): Promise<void> {
  const secrets = join(dir, '.orkestra', 'secrets');
  mkdirSync(secrets, {recursive: true, mode: 0o700});
  writeFileSync(join(secrets, 'backup-password'), `${PASSWORD}\n`, {mode: 0o600});
  const store = openFolder(join(dir, '.orkestra', 'backups'), {processes: realProcesses(), now: Date.now});
  await createRepository(store, PASSWORD, {host: hostname(), user: 'me', now: Date.now(), cost});
  await backUpDocs(dir);
  writeFileSync(join(dir, 'docs', 'more.md'), 'more words\n');
  await backUpDocs(dir);
}

async function backUpDocs(dir: string): Promise<void> {
  const {code, err} = await runInside(['backup', join(dir, 'docs'), '--name', 'docs', '--project-root', dir]);
  if (code !== 0) throw new Error(err);
}

/** Task 7 was to change a page, was guarded, and failed. */
export async function guardedFailure(dir: string): Promise<void> {
  await backUpTwice(dir);
  const call = async (...words: string[]): Promise<void> => {
    const {code, err} = await runInside([...words, '--project-root', dir]);
    if (code !== 0) throw new Error(err);
  };
  writeFileSync(join(dir, 'orkestra.yaml'), 'backup: {guard: agents}\n');
  const run = 'echo changed > docs/page.md; exit 1';
  await call('task', 'cancel', '4', '5');
  await call('task', 'add', 'Change a page', '--run', run, '--file', 'docs/page.md', '--retries', '0');
  const guard = process.env.ORKESTRA_BACKUP_GUARD;
  process.env.ORKESTRA_BACKUP_GUARD = 'agents';
  try {
    // It tells with its exit code that a task failed.
    await runInside(['run', '--until-idle', '--project-root', dir]);
  } finally {
    if (guard === undefined) delete process.env.ORKESTRA_BACKUP_GUARD;
    else process.env.ORKESTRA_BACKUP_GUARD = guard;
  }
}
