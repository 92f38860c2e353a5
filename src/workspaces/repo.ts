import {commitOf, type Git, type GitAnswer, saidBy} from './git.js';

/** The repository a project lies in, as far as a worktree of it needs to know. */
export interface Repo {
  /** The folder of the project within the repository: empty, or with a slash at its end. */
  prefix: string;
  head: string;
  /** Undefined on a detached head. */
  branch: string | undefined;
}

export type RepoAnswer = {isRepo: true; repo: Repo} | {isRepo: false; why: string};

const no = (why: string): RepoAnswer => ({isRepo: false, why});

/** Whether a worktree of this project can be made; if not, `why` completes "PROJECT ...". */
export async function readRepo(git: Git): Promise<RepoAnswer> {
  const place = await git(['rev-parse', '--is-inside-work-tree', '--show-prefix']);
  if (!place.isOk || !place.out.startsWith('true')) return no(whyNoRepo(place));
  const head = await commitOf(git, 'HEAD');
  if (head === undefined) return no('is a git repository without a commit');
  const prefix = place.out.slice('true\n'.length).replace(/\n$/, '');
  // A project below somebody's home repository is not part of it.
  if (prefix !== '' && (await git(['ls-tree', '--name-only', 'HEAD', '--', './'])).out === '')
    return no('has no committed file in the git repository around it');
  const branch = await git(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return {isRepo: true, repo: {prefix, head, branch: branch.isOk ? branch.out.trim() : undefined}};
}

function whyNoRepo(answer: GitAnswer): string {
  if (/not a git repository/.test(answer.err)) return 'is no git repository';
  if (answer.isOk || /work tree/.test(answer.err)) return 'is a git repository without files of its own (bare)';
  return `cannot be read by git: ${saidBy(answer)}`;
}
