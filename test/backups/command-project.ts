import {randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {BackupReport} from '../../src/backups/make/report.js';
import {type Ran, type Running, start} from '../support/program.js';
import {scratch, testWorld} from '../support/world.js';
import {quickRepository} from './quick-repository.js';
import {restic} from './restic.js';

/** A project with a repository of its own and a folder to back up, used through the real program. */
export interface CommandProject {
  /** Holds all of it; gone afterwards. */
  dir: string;
  root: string;
  source: string;
  repository: string;
  start(...args: string[]): Running;
  run(...args: string[]): Promise<Ran>;
  /** Makes a backup of the source; fails when the program does not end with this code. */
  backUp(args?: readonly string[], code?: number): Promise<BackupReport>;
  /** Restores into a new folder and returns where the source lies in it. */
  restore(word: string): Promise<string>;
  restic(...args: string[]): Promise<string>;
}

export interface Places {
  root?: string;
  repository?: string;
}

export async function commandProject(places: Places = {}): Promise<CommandProject> {
  const dir = scratch('backups');
  const root = places.root ?? join(dir, 'project');
  const source = join(dir, 'source');
  for (const folder of [root, source]) mkdirSync(folder, {recursive: true});
  const repository = places.repository ?? join(root, '.orkestra/backups');
  const env = {ORKESTRA_BACKUP_REPOSITORY: repository};
  await quickRepository(testWorld({}, root), env);
  const password = readFileSync(join(root, '.orkestra/secrets/backup-password'), 'utf8').trim();
  const begin = (...args: string[]): Running => start(dir, [...args, '--project-root', root], {env});
  const run = (...args: string[]): Promise<Ran> => begin(...args).ended;
  let restored = 0;
  return {
    ...{dir, root, source, repository, start: begin, run},
    async backUp(args = [source, '--name', 'test'], code = 0) {
      return reportIn(await run('backup', ...args, '--json'), code);
    },
    async restore(word) {
      const to = join(dir, `restored ${restored++}`);
      const {code, err} = await run('restore', word, '--to', to);
      if (code !== 0) throw new Error(`the restore ended with ${code}: ${err}`);
      return join(to, 'source');
    },
    restic: (...args) => restic(repository, args, {RESTIC_PASSWORD: password}),
  };
}

/** The last line of `orkestra backup --json`. */
export function reportIn(ran: Ran, code = 0): BackupReport {
  if (ran.code !== code) throw new Error(`it ended with ${ran.code}: ${ran.err}${ran.out}`);
  return JSON.parse(ran.out.trimEnd().split('\n').at(-1) ?? '') as BackupReport;
}

export const CLEAN = 'no errors were found';

/** What restic says of every byte. Locks are ours to look after, so none is taken. */
export const checkAll = ({restic: call}: CommandProject): Promise<string> => call('check', '--read-data', '--no-lock');

/** Files nobody had before: many small ones, and some of several packs together. */
export function fillSource(source: string, {small = 300, large = 3, largeBytes = 12_000_000} = {}): void {
  mkdirSync(join(source, 'many', 'sub'), {recursive: true});
  for (let number = 0; number < small; number++)
    writeFileSync(join(source, 'many', number % 2 ? 'sub' : '.', `small ${number}`), randomBytes((number * 37) % 9000));
  for (let number = 0; number < large; number++)
    writeFileSync(join(source, `large ${number}`), randomBytes(largeBytes));
}

/** What lies in a folder of the repository. */
export function filesIn(repository: string, kind: string): string[] {
  const names = readdirSync(join(repository, kind), {recursive: true, withFileTypes: true});
  return names.filter((entry) => entry.isFile()).map(({name}) => name);
}
