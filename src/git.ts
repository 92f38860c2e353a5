import {errnoOf, OrkestraError} from '../state/errors.js';

/** `branch` is undefined on a detached head, `head` in a repository without a commit. */
export type GitInfo =
  | {isRepo: false}
  | {isRepo: true; branch: string | undefined; head: string | undefined; isDirty: boolean};

const PATIENCE_MS = 10_000;

/** Set inside a git hook, they would make git answer about another repository than `dir`. */
export const foreignEnv = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_PREFIX: undefined,
};

/** Undefined means that git is not installed. Untracked files count as dirty. */
export async function gitInfo(dir: string): Promise<GitInfo | undefined> {
  const {execa} = await import('execa');
  const result = await execa('git', statusArguments(dir), {
    env: {...foreignEnv, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0'},
    reject: false,
    stdin: 'ignore',
    timeout: PATIENCE_MS,
  });
  if (!result.failed) return parseStatus(result.stdout);
  if (errnoOf(result) === 'ENOENT') return undefined;
  if (/not a git repository|must be run in a work tree/.test(result.stderr)) return {isRepo: false};
  throw cannotTell(dir, result.timedOut ? `no answer within ${PATIENCE_MS / 1000} s` : result.stderr);
}

/** A repository from elsewhere may name a program as its fsmonitor, and asking for a status must not run it. */
const statusArguments = (dir: string): string[] => [
  '-C',
  dir,
  '-c',
  'core.fsmonitor=false',
  '--no-optional-locks',
  'status',
  '--porcelain=v2',
  '--branch',
];

export function parseStatus(text: string): GitInfo {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const known = (value: string | undefined, none: string): string | undefined => (value === none ? undefined : value);
  return {
    isRepo: true,
    branch: known(header('head'), '(detached)'),
    head: known(header('oid'), '(initial)'),
    isDirty: lines.some((line) => !line.startsWith('# ')),
  };
}

function cannotTell(dir: string, why: string): OrkestraError {
  const [reason = ''] = why.replace(/^fatal: /, '').split('\n');
  return new OrkestraError('unavailable', `git cannot read ${dir}: ${reason}`, {
    hint: `Run \`git -C '${dir}' status\` to see more.`,
  });
}
