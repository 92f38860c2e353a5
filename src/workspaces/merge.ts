import {readFile} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {listCheckouts} from './checkouts.js';
import {SIGNED} from './commit.js';
import {commitOf, type Git, gitIn, isAncestor, must, saidBy} from './git.js';
import {joinTrees} from './join.js';
import {readRefusal} from './refusal.js';

export type Merged =
  /** `commit` is undefined when it was in the base already. */
  | {ok: true; commit: string | undefined; into: string}
  /** `conflicts` names the files that both sides changed. */
  | {ok: false; why: string; conflicts: readonly string[]};

export interface MergeRequest {
  tip: string;
  branch: string;
  /** Null: into the branch that is checked out now. */
  baseBranch: string | null;
  message: string;
}

const no = (why: string, conflicts: readonly string[] = []): Merged => ({ok: false, why, conflicts});

/** Somebody else may commit to the base, or hold its index, at the same moment. */
const TRIES = 20;
const PAUSE_MS = 150;

/**
 * Merges without a checkout: the commit is made beside, and only then does the base go forward. Where the base is
 * checked out, git itself refuses when that would touch what is not committed, and then nothing has changed.
 */
export async function mergeBranch(git: Git, {tip, branch, baseBranch, message}: MergeRequest): Promise<Merged> {
  const into = baseBranch ?? (await currentBranch(git));
  if (into === undefined) return no('no branch is checked out to merge into; switch to one and approve');
  const ref = `refs/heads/${into}`;
  let why = '';
  for (let attempt = 0; attempt < TRIES; attempt++) {
    if (attempt > 0) await sleep(PAUSE_MS);
    const old = await commitOf(git, ref);
    if (old === undefined) return no(`the branch ${into}, which it came from, is gone`);
    if (await isAncestor(git, tip, old)) return {ok: true, commit: undefined, into};
    const joined = await joinTrees(git, old, tip);
    if ('why' in joined) return no(joined.why);
    if ('conflicts' in joined) return no(`conflicts in ${showFiles(joined.conflicts)}`, joined.conflicts);
    const parents = ['-p', old, '-p', tip];
    const made = git(['commit-tree', joined.tree, ...parents, '-F', '-'], {input: `${message}\n`, env: SIGNED});
    const commit = (await must(made, `make the merge of ${branch}`)).trim();
    const moved = await moveBranch(git, {ref, into, old, commit});
    if (moved === undefined) return {ok: true, commit, into};
    if (!moved.isPassing) return no(moved.why);
    why = moved.why;
  }
  return no(why);
}

const currentBranch = async (git: Git): Promise<string | undefined> => {
  const answer = await git(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return answer.isOk ? answer.out.trim() : undefined;
};

interface Move {
  ref: string;
  into: string;
  old: string;
  commit: string;
}

/** Undefined when it is done. What is passing may be tried again. */
async function moveBranch(git: Git, move: Move): Promise<{why: string; isPassing: boolean} | undefined> {
  const {ref, into, old, commit} = move;
  const place = await findCheckout(git, ref);
  if (place === 'rebasing') return {why: `a rebase of ${into} is under way; finish it and approve`, isPassing: false};
  if (place === undefined) {
    const moved = await git(['update-ref', '-m', 'orkestra: merge', ref, commit, old]);
    return moved.isOk ? undefined : {why: `${into} changed meanwhile: ${saidBy(moved)}`, isPassing: true};
  }
  const forward = ['merge', '--ff-only', '--no-autostash', '--no-verify-signatures', '--quiet', '--no-stat', commit];
  const moved = await gitIn(place)(forward, {outlivesUs: true});
  return moved.isOk ? undefined : readRefusal(moved.err, into);
}

/** The worktree in which the branch is checked out, if any. */
async function findCheckout(git: Git, ref: string): Promise<string | 'rebasing' | undefined> {
  const found = (await listCheckouts(git)).find((checkout) => checkout.ref === ref && !checkout.isGone);
  if (found) return found.folder;
  return (await isBeingRebased(git, ref)) ? 'rebasing' : undefined;
}

/** A rebase takes the branch out of sight until it is done, and fails when the branch moved meanwhile. */
async function isBeingRebased(git: Git, ref: string): Promise<boolean> {
  for (const part of ['rebase-merge', 'rebase-apply']) {
    const file = await git(['rev-parse', '--path-format=absolute', '--git-path', `${part}/head-name`]);
    const name = await readFile(file.out.trim(), 'utf8').catch(() => '');
    if (name.trim() === ref) return true;
  }
  return false;
}

const SHOWN = 5;

export function showFiles(files: readonly string[]): string {
  const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : '';
  return `${files.slice(0, SHOWN).join(', ')}${more}`;
}
