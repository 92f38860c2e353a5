import {spawn} from 'node:child_process';
import type {Way} from './ways.js';

const LONGEST_MS = 10_000;
const LAST_WORDS_MS = 200;
const KEPT_WORDS = 500;

/**
 * Runs a program that tells the person; undefined when it did, otherwise why not. It has a group of its own, so that with
 * it ends what it started, and it goes on when this program ends.
 */
export function runWay(
  {file, args, env, input}: Way,
  cwd: string,
  longestMs = LONGEST_MS,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd,
      env: {...process.env, ...env},
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let words = '';
    const timer = setTimeout(() => {
      endGroup(child.pid);
      child.stderr.destroy();
      resolve(`it took longer than ${longestMs / 1000} s and was ended`);
    }, longestMs);
    const settle = (why: string | undefined): void => {
      clearTimeout(timer);
      resolve(why);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-KEPT_WORDS);
    });
    // It need not read what it is told.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
    child.once('error', (error: NodeJS.ErrnoException) =>
      settle(error.code === 'ENOENT' ? `${file} is not installed` : error.message),
    );
    const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
      const how = signal ?? (code === 0 ? undefined : `exit code ${code}`);
      settle(how === undefined ? undefined : [how, words.trim()].filter((part) => part !== '').join(': '));
    };
    child.once('close', ended);
    // What it left behind may hold its streams open.
    child.once('exit', (code, signal) => void setTimeout(ended, LAST_WORDS_MS, code, signal).unref());
    // It need not be waited for by whoever leaves.
    for (const one of [child, child.stdin, child.stderr, timer]) unref(one);
  });
}

/** Pipes can do it too, though their type does not say so. */
const unref = (one: object): void => (one as {unref?(): void}).unref?.();

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
