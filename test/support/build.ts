import {execFileSync} from 'node:child_process';

/** Runs once before the suite: the tests start the program as a user does, from dist/. */
export function setup(): void {
  execFileSync(process.execPath, ['build.js', '--in-place'], {
    cwd: new URL('../../', import.meta.url),
    stdio: 'inherit',
  });
}
