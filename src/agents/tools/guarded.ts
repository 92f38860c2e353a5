/** What no agent writes: the history, what is ours, and what says which programs are run and what is allowed. Names are compared as the most forgiving file system would. */
const unwritable = new Set(['.git', '.orkestra', 'agents.yaml', 'orkestra.yaml']);
/** What no agent reads either: our folder holds keys. */
const unreadable = new Set(['.orkestra']);
/** A file of keys, and none that only shows what such a file looks like. */
const keys = /^\.env(\.(?!example$|sample$|template$|dist$).*)?$/;

/** An address in there may be written with the password of its account. */
const gitKeys = /^(config(\.worktree)?|credentials)$/;

export type Access = 'read' | 'write';

/** Why a file or folder is out of reach, in words. `name` counts from the folder of the task. */
export function whyGuarded(name: string, access: Access): string | undefined {
  const parts = name.split(/[/\\]/).map(fold);
  const taboo = access === 'write' ? unwritable : unreadable;
  if (parts.includes('.git') && gitKeys.test(parts.at(-1) ?? '')) return "git's settings may hold keys";
  const found = parts.find((part) => taboo.has(part) || (access === 'write' && /^git~\d+$/.test(part)));
  if (found !== undefined) return `${found} is not for agents`;
  return keys.test(parts.at(-1) ?? '') ? 'files of keys are not for agents' : undefined;
}

/**
 * Some file systems take capitals for small letters, pass over characters nobody sees, dots and spaces at the end, and what
 * stands behind a colon. A name that is one of ours anywhere is one of ours here.
 */
const fold = (part: string): string =>
  part
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toLowerCase()
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '');
