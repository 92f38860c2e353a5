import {errnoOf, OrkestraError} from '../../state/errors.js';

export interface GitAnswer {
  isOk: boolean;
  code: number | undefined;
  out: string;
  err: string;
  /** More came than was wanted; `out` is its beginning. */
  isCut: boolean;
}

export interface GitOptions {
  input?: string;
  env?: Readonly<Record<string, string>>;
  patienceMs?: number;
  mostBytes?: number;
  /** What changes a folder of the user is not killed with us: half of it would be worse than none. */
  outlivesUs?: boolean;
}

/** Git in one folder. What git refuses is an answer; only that there is no git is thrown. */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitAnswer>;

const PATIENCE_MS = 180_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** What is configured by the environment stays; what points git to another repository than the folder's does not. */
const KEPT = /^GIT_(SSH|SSH_COMMAND|ASKPASS|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM)$/;

/** The user's hooks are for the user's own commits, and a repository may name a program as its fsmonitor. */
const ALWAYS = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'commit.gpgSign=false', 'gc.auto=0'];

export const gitIn =
  (dir: string): Git =>
  async (args, {input, env = {}, patienceMs = PATIENCE_MS, mostBytes = MOST_BYTES, outlivesUs = false} = {}) => {
    const {execa} = await import('execa');
    const result = await execa('git', ['-C', dir, ...ALWAYS.flatMap((one) => ['-c', one]), ...args], {
      env: {...gitEnv(process.env), ...env},
      extendEnv: false,
      reject: false,
      ...(input === undefined ? {stdin: 'ignore'} : {input}),
      timeout: patienceMs,
      maxBuffer: mostBytes,
      stripFinalNewline: false,
      ...(outlivesUs && {detached: true, cleanup: false}),
    });
    if (errnoOf(result) === 'ENOENT')
      throw new OrkestraError('unavailable', 'git is not installed.', {
        hint: 'Install git, or give the task `--workspace shared`.',
      });
    const err = result.timedOut ? `git gave no answer within ${patienceMs / 1000} s` : result.stderr;
    return {isOk: !result.failed, code: result.exitCode, out: result.stdout, err, isCut: result.isMaxBuffer};
  };

export function gitEnv(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('GIT_') || KEPT.test(name));
  return {...(Object.fromEntries(kept) as Record<string, string>), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0'};
}

/** What git said, without its marks: what failed, and why where it told that too. */
export function saidBy({err, code}: GitAnswer): string {
  const lines = err.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('hint:'));
  const after = (mark: string): string | undefined =>
    lines.find((line) => line.startsWith(`${mark}: `))?.slice(mark.length + 2);
  const [fatal, error] = [after('fatal'), after('error')];
  if (fatal !== undefined) return error === undefined ? fatal : `${fatal} (${error})`;
  return error ?? lines.at(-1)?.trim() ?? `exit code ${code}`;
}

/** For what must not fail. `what` completes "git could not ...". */
export async function must(answer: Promise<GitAnswer>, what: string): Promise<string> {
  const found = await answer;
  if (found.isOk) return found.out;
  throw new OrkestraError('unavailable', `git could not ${what}: ${saidBy(found)}`);
}

/** The commit something names; undefined when there is none. */
export async function commitOf(git: Git, name: string): Promise<string | undefined> {
  const {isOk, out} = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return isOk ? out.trim() : undefined;
}

export const isAncestor = async (git: Git, older: string, newer: string): Promise<boolean> =>
  (await git(['merge-base', '--is-ancestor', older, newer])).isOk;

export const listOf0 = (text: string): string[] => text.split('\0').filter((part) => part !== '');
