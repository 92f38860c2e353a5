export type FileStatus = 'added' | 'copied' | 'deleted' | 'modified' | 'renamed' | 'type' | 'unmerged';

export interface Hunk {
  /** `@@ -1,4 +1,5 @@ where it is`. */
  header: string;
  /** Each begins with what it is: a space, `+`, `-`, or `\` for "No newline at end of file". */
  lines: string[];
}

export interface FileDiff {
  path: string;
  /** What it was called before. */
  from: string | null;
  status: FileStatus;
  oldMode: string;
  newMode: string;
  isBinary: boolean;
  /** Lines; none are counted in a binary file. */
  added: number;
  removed: number;
  hunks: Hunk[];
}

const statuses: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type',
  U: 'unmerged',
};

/**
 * Reads `git diff --raw --numstat -z`, with or without `--patch`. Names come from the parts that end with a zero byte, so
 * that none can look like something else; the patches follow in the same order. Text that was cut off gives what there is.
 */
export function parseDiff(text: string): FileDiff[] {
  const {files, counts, patch} = splitParts(text);
  for (const file of files) {
    const count = counts.get(file.path);
    if (count) Object.assign(file, count);
  }
  fillHunks(files, patch);
  return files;
}

type Count = Pick<FileDiff, 'added' | 'removed' | 'isBinary'>;

function splitParts(text: string): {files: FileDiff[]; counts: Map<string, Count>; patch: string} {
  let at = 0;
  const next = (): string | undefined => {
    if (at >= text.length) return undefined;
    const end = text.indexOf('\0', at);
    const part = text.slice(at, end < 0 ? undefined : end);
    at = end < 0 ? text.length : end + 1;
    return part;
  };
  const files: FileDiff[] = [];
  const counts = new Map<string, Count>();
  while (text[at] === ':') {
    const [oldMode = '', newMode = '', , , letter = ''] = (next() ?? '').slice(1).split(' ');
    const status = statuses[letter[0] ?? ''] ?? 'modified';
    const first = next();
    const path = status === 'renamed' || status === 'copied' ? next() : first;
    if (path === undefined) break;
    const from = path === first ? null : (first ?? null);
    files.push({path, from, status, oldMode, newMode, isBinary: false, added: 0, removed: 0, hunks: []});
  }
  for (let match = NUMBERS.exec(text.slice(at, at + 50)); match; match = NUMBERS.exec(text.slice(at, at + 50))) {
    const [all, added = '', removed = ''] = match;
    at += all.length;
    const name = next();
    if (name === '') next();
    const path = name === '' ? next() : name;
    if (path === undefined) break;
    counts.set(path, {added: Number(added) || 0, removed: Number(removed) || 0, isBinary: added === '-'});
  }
  return {files, counts, patch: text.slice(text[at] === '\0' ? at + 1 : at)};
}

const NUMBERS = /^(\d+|-)\t(\d+|-)\t/;

/** A line of a file never begins with "diff", since each has its sign before it. */
function fillHunks(files: readonly FileDiff[], patch: string): void {
  const sections = patch.split(/^(?=diff --git )/m).filter((section) => section.startsWith('diff --git '));
  let at = 0;
  for (const file of files) {
    if (file.status === 'unmerged') continue;
    // What became something else is told as one file that went and one that came.
    const count = file.status === 'type' ? 2 : 1;
    file.hunks = sections.slice(at, at + count).flatMap(hunksOf);
    at += count;
  }
}

function hunksOf(section: string): Hunk[] {
  const hunks: Hunk[] = [];
  for (const line of section.split('\n')) {
    if (line.startsWith('@@ ')) hunks.push({header: line, lines: []});
    else if (line !== '') hunks.at(-1)?.lines.push(line);
  }
  return hunks;
}
