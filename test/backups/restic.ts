import {spawnSync} from 'node:child_process';
import {execa} from 'execa';

/** The real program, held against ours wherever it is installed. */
export const hasRestic = spawnSync('restic', ['version']).status === 0;

export const PASSWORD = 'correct horse';

/** Runs restic on a repository; rejects with all it said when it is not content. */
export async function restic(repository: string, args: readonly string[], env: Record<string, string> = {}) {
  const {stdout} = await execa('restic', ['--no-cache', '-r', repository, ...args], {
    env: {RESTIC_PASSWORD: PASSWORD, RESTIC_PROGRESS_FPS: '0', ...env},
    stdin: 'ignore',
  });
  return stdout;
}
