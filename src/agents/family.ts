import {type ChildProcess, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {setTimeout as sleep} from 'node:timers/promises';

/**
 * The program leads a group of its own, and beside it a guard waits for the end of a pipe that only we hold. When we die,
 * in whatever way, the system closes the pipe and the guard ends the group: nothing of it outlives us.
 */
const GUARD = '(read -r _ <&3; kill -KILL 0) </dev/null >/dev/null 2>&1 & exec "$@" 3<&-';

/** All that a program starts inherits this; it is how those are found that left its group. */
const MARK = 'ORKESTRA_RUN';
const KILL_AFTER_MS = 5000;
/** Whoever still holds its output then has hidden from us. */
const CLOSE_WITHIN_MS = 2000;
const MOST_ROUNDS = 100;
const ROUND_MS = 5;

export interface FamilyRequest {
  /** The whole path. */
  file: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Written to its stdin, which then ends; without it stdin is closed from the start. */
  input: string | undefined;
  /** Its stdin stays open after the input, for a program one talks with. */
  isOpen?: boolean;
  onOut(chunk: Buffer): void;
  onErr(chunk: Buffer): void;
}

export interface Left {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  error?: NodeJS.ErrnoException;
}

export interface Family {
  /** More for its stdin, while that is open. */
  write(text: string): void;
  /** Ends its stdin. */
  hangUp(): void;
  /** Asks all of it to end, and after a while no longer asks. */
  stop(): void;
  /** Resolves when the program has left, all it started is gone, and all its output was read. Never rejects. */
  readonly left: Promise<Left>;
}

/** Starts a program so that it and all it starts end with the run. */
export function startFamily(request: FamilyRequest): Family {
  const mark = randomUUID();
  let child: ChildProcess;
  try {
    child = begin(request, mark);
  } catch (error) {
    // Arguments that are too long are refused before there is a process.
    const left: Left = {exitCode: null, signal: null, error: error as NodeJS.ErrnoException};
    return {write() {}, hangUp() {}, stop() {}, left: Promise.resolve(left)};
  }
  let killer: NodeJS.Timeout | undefined;
  const left = followToEnd(child, mark).finally(() => clearTimeout(killer));
  return {
    write: (text) => void (child.stdin?.writable && child.stdin.write(text)),
    hangUp: () => void child.stdin?.end(),
    stop() {
      signalGroup(child, 'SIGTERM');
      killer ??= setTimeout(() => signalGroup(child, 'SIGKILL'), KILL_AFTER_MS);
    },
    left,
  };
}

function begin({file, args, cwd, env, input, isOpen, onOut, onErr}: FamilyRequest, mark: string): ChildProcess {
  const stdin = input === undefined && !isOpen ? 'ignore' : 'pipe';
  const child = spawn('/bin/sh', ['-c', GUARD, file, file, ...args], {
    cwd,
    env: {...env, [MARK]: mark},
    detached: true,
    stdio: [stdin, 'pipe', 'pipe', 'pipe'],
  });
  // A program that does not read its input to the end breaks the pipe; that is its own affair.
  for (const pipe of child.stdio) pipe?.on('error', () => {});
  child.stdout?.on('data', onOut);
  child.stderr?.on('data', onErr);
  if (!isOpen) child.stdin?.end(input);
  else if (input !== undefined) child.stdin?.write(input);
  return child;
}

async function followToEnd(child: ChildProcess, mark: string): Promise<Left> {
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const left = await new Promise<Left>((resolve) => {
    child.once('error', (error) => resolve({exitCode: null, signal: null, error}));
    child.once('exit', (exitCode, signal) => resolve({exitCode, signal}));
  });
  if (left.error) return left;
  // What it left behind holds its output open, and would work on where nobody looks.
  signalGroup(child, 'SIGKILL');
  await killMarked(mark);
  const timer = setTimeout(() => {
    for (const pipe of child.stdio) pipe?.destroy();
  }, CLOSE_WITHIN_MS);
  await closed;
  clearTimeout(timer);
  return left;
}

function signalGroup({pid}: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || pid <= 1) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone.
  }
}

/** Agents start their tools in sessions of their own. Where there is no /proc, the group has to do. */
async function killMarked(mark: string): Promise<void> {
  // While we look, those not yet found may start others; and whoever is killed is not gone at once.
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = findMarked(mark);
    if (found.length === 0) return;
    for (const pid of found) kill(pid);
    await sleep(ROUND_MS);
  }
}

function findMarked(mark: string): number[] {
  if (process.platform !== 'linux') return [];
  const words = `${MARK}=${mark}`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid && environmentOf(pid).includes(words));
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
