import {spawn} from 'node:child_process';
import {closeSync, existsSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {OrkestraError} from '../state/errors.js';
import type {Paths} from './world.js';

/** Starts an engine of its own session, so that it outlives this process and its terminal. Returns its pid. */
export async function detachEngine({root, logs, config}: Paths, more: readonly string[] = []): Promise<number> {
  const log = openSync(join(logs, 'engine.log'), 'a');
  const program = process.argv[1];
  if (program === undefined) throw new OrkestraError('unavailable', 'The program does not know its own file.');
  try {
    const args = [program, 'run', '--project-root', root, ...(existsSync(config) ? ['--config', config] : []), ...more];
    const child = spawn(process.execPath, args, {cwd: root, detached: true, stdio: ['ignore', log, log]});
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid ?? 0));
    });
    child.unref();
    return pid;
  } finally {
    closeSync(log);
  }
}
