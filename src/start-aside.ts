import {spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {join} from 'node:path';
import {ourWords} from './our-command.js';
import type {Paths} from './world.js';

export interface Aside {
  pid: number | undefined;
  /** Never rejects; false when it could not be started, or did not end well. */
  ended: Promise<boolean>;
}

/**
 * Calls a command of this program in a process and a session of its own: it outlives this one and its terminal, and
 * neither its work nor a crash of it is felt here. What goes wrong stands in a file beside the log.
 */
export function startAside(paths: Pick<Paths, 'root' | 'config' | 'logs'>, words: readonly string[]): Aside {
  const log = openSync(join(paths.logs, 'aside.log'), 'a');
  try {
    const stdio = ['ignore', 'ignore', log] as const;
    const child = spawn(process.execPath, ourWords(paths, words), {cwd: paths.root, detached: true, stdio: [...stdio]});
    const ended = new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (code) => resolve(code === 0));
    });
    child.unref();
    return {pid: child.pid, ended};
  } finally {
    closeSync(log);
  }
}
