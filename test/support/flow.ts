import {execFileSync, spawnSync} from 'node:child_process';
import {openTerminal, program, type Session} from './terminal.js';

export const orkestra = (dir: string, ...args: string[]): string =>
  execFileSync(process.execPath, [program, ...args], {
    cwd: dir,
    encoding: 'utf8',
    env: {...process.env, CI: undefined},
  });
export const task = (dir: string, id: number): {state: string; why: string | null; attempt: number} =>
  JSON.parse(orkestra(dir, 'task', 'show', String(id), '--json'));

/** From the panes, with nothing running. The program must be gone before its folder is. */
export async function quit(session: Session): Promise<void> {
  session.keys('q');
  await session.see('left with 0');
}

export async function open(
  dir: string,
  size: {columns?: number; rows?: number; env?: Record<string, string>} = {},
): Promise<Session> {
  const session = openTerminal(dir, size);
  session.type(`unset CI; ${process.execPath} ${program}; echo left with $?`);
  session.keys('Enter');
  await session.see('? help');
  return session;
}

/** Works through the queue without a screen, whatever becomes of the tasks. */
export const runAll = (dir: string): void =>
  void spawnSync(process.execPath, [program, 'run', '--until-idle'], {cwd: dir, env: {...process.env, CI: undefined}});
