import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {nowMs, sleep} from './numbers.js';

export interface PtyRequest {
  columns: number;
  rows: number;
  command: string;
  args: readonly string[];
  cwd: string;
  env?: Record<string, string>;
  /** How fast the reader behind the terminal is; as fast as bytes come when not given. */
  bytesPerSecond?: number;
  /** The helper, seen from where the benchmark runs. */
  helper: string;
}

export interface Pty {
  readonly pid: number;
  /** Bytes that the command has written to its terminal. */
  bytes(): number;
  /** Calls back with each piece as it comes. */
  onData(listener: (text: string) => void): void;
  /** Waits until the text has come, counted from the start. */
  says(text: string, withinMs?: number): Promise<number>;
  type(keys: string): void;
  end(): Promise<void>;
}

export const hasPty = (): boolean => spawnSync('python3', ['-c', 'import pty, termios']).status === 0;

export async function openPty({
  columns,
  rows,
  command,
  args,
  cwd,
  env,
  bytesPerSecond = 0,
  helper,
}: PtyRequest): Promise<Pty> {
  const {CI: _, COLORFGBG: __, NO_COLOR: ___, ...inherited} = process.env;
  const child = spawn('python3', [helper, ...[columns, rows, bytesPerSecond].map(String), command, ...args], {
    cwd,
    env: {...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8', NODE_ENV: 'production', ...env},
    stdio: 'pipe',
  });
  let bytes = 0;
  let text = '';
  const listeners: ((piece: string) => void)[] = [];
  child.stdout.on('data', (data: Buffer) => {
    bytes += data.length;
    const piece = data.toString('latin1');
    // Only the start is searched for words; a run of minutes must not be kept.
    if (text.length < 200_000) text += piece;
    for (const listener of listeners) listener(piece);
  });
  child.stdin.on('error', () => {});
  const exited = once(child, 'exit');
  const [first] = (await once(child.stderr, 'data')) as [Buffer];
  return {
    pid: Number(first.toString()),
    bytes: () => bytes,
    onData: (listener) => void listeners.push(listener),
    async says(wanted, withinMs = 20_000) {
      const giveUpAt = nowMs() + withinMs;
      while (!text.includes(wanted)) {
        if (nowMs() > giveUpAt)
          throw new Error(`${command} did not write "${wanted}": ${JSON.stringify(text.slice(-300))}`);
        await sleep(1);
      }
      return nowMs();
    },
    type: (keys) => void child.stdin.write(keys),
    async end() {
      child.stdin.end();
      await Promise.race([exited, sleep(5000).then(() => child.kill('SIGKILL'))]);
    },
  };
}

const TICKS_PER_SECOND = 100;

/** Seconds of CPU that one process has used, its threads included and its children not. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

export function memoryMibOf(pid: number): number {
  const [, kib = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kib) / 1024;
}
