import {execFileSync, spawnSync} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {until} from './world.js';

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;
export const program = join(import.meta.dirname, '..', '..', 'bin', 'orkestra.js');

export interface Session {
  /** tmux's names of keys, one after the other: 'j', 'Enter', 'C-c'. */
  keys(...names: string[]): void;
  type(text: string): void;
  /** Bytes as they are, each two hexadecimal digits: what a terminal answers. */
  bytes(hex: readonly string[]): void;
  /** As a terminal pastes: marked as such for a program that asked for it. */
  paste(text: string): void;
  screen(): string;
  /** The same with the sequences that colour it. */
  colored(): string;
  /** Waits until the text is on the screen. */
  see(text: string | RegExp, withinMs?: number): Promise<string>;
  gone(text: string): Promise<void>;
  resize(columns: number, rows: number): void;
  /** From now on, all that is written to the terminal goes into this file as well. */
  record(file: string): string;
  /** Pid of what runs in the terminal, the shell's or the program's. */
  pid(): number;
  /** What tmux knows of it, in its own words: '#{alternate_on}', '#{pid}'. */
  tells(format: string): string;
  /** The terminal and its shell are gone at once. */
  destroy(): void;
}

/** A real terminal with a shell in it; the program is started by typing, as a person does. */
export function openTerminal(
  dir: string,
  {columns = 100, rows = 30, env = {}}: {columns?: number; rows?: number; env?: Record<string, string>} = {},
): Session {
  const socket = `orkestra-${randomUUID()}`;
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {encoding: 'utf8'});
  const shellEnv = {...process.env, LANG: 'C.UTF-8', PS1: '$ ', ...env};
  execFileSync(
    'tmux',
    ['-L', socket, '-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), '-c', dir, 'sh'],
    {
      env: shellEnv,
    },
  );
  onTestFinished(() => void spawnSync('tmux', ['-L', socket, 'kill-server']));
  const screen = (): string => tmux('capture-pane', '-p');
  const has = (text: string | RegExp): boolean =>
    typeof text === 'string' ? screen().includes(text) : text.test(screen());
  return {
    keys: (...names) => void tmux('send-keys', ...names),
    type: (text) => void tmux('send-keys', '-l', text),
    bytes: (hex) => void tmux('send-keys', '-H', ...hex),
    paste(text) {
      tmux('set-buffer', text);
      tmux('paste-buffer', '-p', '-r');
    },
    screen,
    colored: () => tmux('capture-pane', '-p', '-e'),
    async see(text, withinMs) {
      try {
        await until(() => has(text), `"${text}" on the screen`, withinMs);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}; it shows:\n${screen()}`);
      }
      return screen();
    },
    gone: async (text) => void (await until(() => !has(text), `the end of "${text}"`)),
    resize: (toColumns, toRows) => void tmux('resize-window', '-x', String(toColumns), '-y', String(toRows)),
    record(file) {
      tmux('pipe-pane', '-o', `cat > '${file}'`);
      return file;
    },
    pid: () => Number(tmux('list-panes', '-F', '#{pane_pid}')),
    tells: (format) => tmux('display-message', '-p', format).trim(),
    destroy: () => void spawnSync('tmux', ['-L', socket, 'kill-server']),
  };
}
