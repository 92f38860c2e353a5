import {execFileSync, spawnSync} from 'node:child_process';
import {join} from 'node:path';

const which = spawnSync('restic', ['version'], {encoding: 'utf8'});

/** Tests that hold our repositories against the real thing say so when it is not there. */
export const hasRestic: boolean = which.status === 0;
if (!hasRestic) console.warn('restic is not installed: the tests against it are skipped');

export const PASSWORD = 'correct horse';

export interface Restic {
  readonly repository: string;
  (...args: readonly string[]): string;
}

/** The real restic on a repository in `dir`, with a cache of its own. */
export function resticIn(dir: string, {cwd = dir, password = PASSWORD, zone = 'UTC'} = {}): Restic {
  const repository = join(dir, 'repository');
  const env = {...process.env, TZ: zone, RESTIC_PASSWORD: password, RESTIC_CACHE_DIR: join(dir, 'restic-cache')};
  const run = (...args: readonly string[]): string =>
    execFileSync('restic', ['-r', repository, ...args], {
      cwd,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
    });
  return Object.assign(run, {repository});
}
