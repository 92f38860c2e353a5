import {type ChildProcess, fork, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {openPty, type Pty} from '../support/pty.js';
import type {Size} from './results.js';

const root = process.env.ORKESTRA_BENCH_ROOT ?? process.cwd();
export const PROGRAM = join(root, 'bin/orkestra.js');
const HELPER = join(root, 'test/bench/support/terminal.py');
const CHANGER = fileURLToPath(new URL('busy-project.js', import.meta.url));

/** Ten pictures a second, as our own screen at most; btop is told by its settings. */
export const PEERS: readonly {name: string; command: string; args: string[]}[] = [
  {name: 'htop', command: 'htop', args: ['-d', '1']},
  {name: 'btop', command: 'btop', args: []},
];

export const isInstalled = (command: string): boolean => spawnSync('which', [command]).status === 0;

export const open = (
  size: Size,
  cwd: string,
  command: string,
  args: readonly string[],
  bytesPerSecond = 0,
): Promise<Pty> =>
  // A home of its own: nobody's settings are measured.
  openPty({...size, cwd, command, args, bytesPerSecond, helper: HELPER, env: {HOME: cwd, XDG_CONFIG_HOME: cwd}});

export const openOrkestra = async (size: Size, dir: string, bytesPerSecond = 0): Promise<Pty> => {
  const pty = await open(size, dir, process.execPath, [PROGRAM], bytesPerSecond);
  await pty.says('quit');
  return pty;
};

export function makeProject(dir: string): string {
  const project = mkdtempSync(join(dir, 'project-'));
  mkdirSync(join(project, '.orkestra'));
  return project;
}

const changers = new Set<ChildProcess>();

/** Starts the process that changes the project; it is at work when this resolves. */
export async function startChanger(project: string): Promise<() => Promise<void>> {
  const child = fork(CHANGER, [project], {
    env: {...process.env, NODE_ENV: 'production'},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  changers.add(child);
  const gone = once(child, 'exit');
  await once(child, 'message');
  return async () => {
    child.kill('SIGKILL');
    await gone;
    changers.delete(child);
  };
}

/** Tasks that nobody can run: a calm project with something on its screen. */
export const fillProject = (project: string): void =>
  void spawnSync(process.execPath, [CHANGER, project, 'fill'], {
    stdio: 'inherit',
    env: {...process.env, NODE_ENV: 'production'},
  });

export function killChangers(): void {
  for (const child of changers) child.kill('SIGKILL');
}

/** With the settings of the peers that have no flag for their pace. */
export function scratchDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'orkestra-screen-'));
  mkdirSync(join(dir, 'btop'));
  writeFileSync(join(dir, 'btop/btop.conf'), 'update_ms = 100\n');
  return dir;
}
