import {type ChildProcess, spawn} from 'node:child_process';
import {onTestFinished} from 'vitest';
import {main, type Shell} from '../../src/cli/main.js';
import {program} from './terminal.js';
import {until} from './world.js';

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

export interface RunOptions {
  /** What it reads from standard input; nothing when not given. */
  input?: string;
  env?: NodeJS.ProcessEnv;
  /** Another installation of the program. */
  file?: string;
}

/** The environment of a person, without what a test runner or this machine adds. */
function cleanEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const {CI: _, NODE_ENV: __, ORKESTRA_LOG_LEVEL: ___, ORKESTRA_MAX_RETRIES: ____, ...env} = process.env;
  return {...env, ...more};
}

export interface Running {
  readonly pid: number;
  out(): string;
  err(): string;
  /** Waits until the text was printed. */
  says(text: string | RegExp): Promise<void>;
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ran>;
}

/** The built program, started as a user starts it; it is killed when the test is over. */
export function start(dir: string, args: readonly string[], {input, env, file = program}: RunOptions = {}): Running {
  const child = spawn(process.execPath, [file, ...args], {
    cwd: dir,
    env: cleanEnv(env),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // A program that refuses the input does not read it to the end.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const running = follow(child);
  onTestFinished(() => void child.kill('SIGKILL'));
  return running;
}

function follow(child: ChildProcess): Running {
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ran>((resolve) => {
    child.once('close', (code, signal) => resolve({code, signal, out, err}));
  });
  return {
    pid: child.pid ?? -1,
    out: () => out,
    err: () => err,
    says: async (text) =>
      void (await until(
        () => (typeof text === 'string' ? out.includes(text) : text.test(out)),
        `"${text}" in\n${out}${err}`,
      )),
    send: (signal) => void child.kill(signal),
    ended,
  };
}

export const orkestra = (dir: string, ...args: string[]): Promise<Ran> => start(dir, args).ended;
export const orkestraWith = (dir: string, options: RunOptions, ...args: string[]): Promise<Ran> =>
  start(dir, args, options).ended;

/** What a command answers with --json; fails when it fails. */
export async function answerOf<Of = unknown>(dir: string, ...args: string[]): Promise<Of> {
  const {code, out, err} = await orkestra(dir, ...args, '--json');
  if (code !== 0) throw new Error(`orkestra ${args.join(' ')} ended with ${code}: ${err}${out}`);
  return JSON.parse(out) as Of;
}

/** The same command line inside this process: for hundreds of cases, where starting the program each time would last. */
export async function runInside(argv: readonly string[], shell: Partial<Shell> = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await main({
    argv,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    onInterrupt: () => () => {},
    isTerminal: false,
    ...shell,
  });
  return {code, signal: null, out, err};
}
