/**
 * Do two globs share any path? Where that cannot be told exactly (classes, extglobs, negation) the answer is yes: a lock
 * that waits too often costs time, one that waits too rarely costs work. A path stands for itself and all below it, and
 * so does a wildcard without an extension; `*.ts` is about files.
 */
export function overlaps(a: string, b: string): boolean {
  const others = expand(b).map(readGlob);
  return expand(a)
    .map(readGlob)
    .some((left) => others.some((right) => globsMeet(left, right)));
}

interface Glob {
  parts: readonly string[];
  /** What lies below a match is meant as well. */
  isFolder: boolean;
}

/** Any folders, none included. It also stands for whatever cannot be judged. */
const ANY_DEPTH = '**';

/** No path is longer, and comparing costs the product of both lengths. */
const LONGEST_GLOB = 1000;
const MOST_ALTERNATIVES = 64;

/** `src/{a,b}.ts` is two globs. What the braces of a glob too rich to be written out hold is taken for anything. */
function expand(glob: string): string[] {
  if (glob.length > LONGEST_GLOB) return [ANY_DEPTH];
  // Beside these, braces mean something else.
  if (/[\\"]|\}\+/.test(glob)) return [glob];
  let globs = [glob];
  for (;;) {
    const next = globs.flatMap(expandFirst);
    if (next.length === globs.length) return globs;
    if (next.length > MOST_ALTERNATIVES || next.join('').length > 4 * LONGEST_GLOB) return [cutAt(glob, '{')];
    globs = next;
  }
}

function expandFirst(glob: string): string[] {
  const [whole = '', inside = ''] = /\{([^{}]*,[^{}]*)\}/.exec(glob) ?? [];
  return whole === '' ? [glob] : inside.split(',').map((choice) => glob.replace(whole, () => choice));
}

/** The folders before the part with this sign, and anything in them. */
const cutAt = (glob: string, sign: string): string =>
  `${glob.slice(0, glob.lastIndexOf('/', glob.indexOf(sign)) + 1)}${ANY_DEPTH}`;

function readGlob(glob: string): Glob {
  // A leading `!` means all other paths, `|` outside of parentheses splits the glob, `..` leads elsewhere.
  if (/^(\.\/)*!|\||(^|\/)\.\.(\/|$)/.test(glob.replace(/\([^()]*\)/g, '()')))
    return {parts: [ANY_DEPTH], isFolder: true};
  const parts: string[] = [];
  for (const part of sameName(glob).split('/')) {
    if (part === '' || part === '.') continue;
    const read = readPart(part);
    parts.push(read);
    if (read === ANY_DEPTH && part !== ANY_DEPTH) break;
  }
  const isPlain = !/[*?[\]{}()+@!|\\"]/.test(glob);
  return {parts, isFolder: isPlain || !/[^.]\./.test(parts.at(-1) ?? '')};
}

/** Composed and decomposed letters name the same file on a Mac, as do large and small ones there and on Windows. */
const sameName = (glob: string): string => {
  const composed = glob.normalize('NFC');
  return process.platform === 'linux' ? composed : composed.toLowerCase();
};

/** Wildcards of one name are judged; the rest becomes `*` where it stays within the name, else any depth. */
function readPart(part: string): string {
  if (part === ANY_DEPTH) return part;
  if (part.includes('**') || /[\\"]/.test(part) || /[\])}]\+/.test(part)) return ANY_DEPTH;
  if (hasOpenPair(part, '(', ')') || hasOpenPair(part, '[', ']') || /\{.*\.\..*\}/.test(part)) return ANY_DEPTH;
  // Ranges and named classes may hold a slash; a class that starts with a bracket ends elsewhere than it seems.
  if (/\[[^\]]*([\x00-.]-|:)/.test(part) || /\[[!^]?\]/.test(part)) return ANY_DEPTH;
  return /[(){}|]/.test(part) ? '*' : part;
}

const hasOpenPair = (part: string, open: string, close: string): boolean =>
  part.split(open).length !== part.split(close).length;

function globsMeet(a: Glob, b: Glob): boolean {
  const known = new Map<number, boolean>();
  const meet = (i: number, j: number): boolean => {
    const key = i * (b.parts.length + 1) + j;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const answer = meetHere(i, j);
    known.set(key, answer);
    return answer;
  };
  const meetHere = (i: number, j: number): boolean => {
    const left = a.parts[i];
    const right = b.parts[j];
    if (left === undefined) return a.isFolder || isNothing(b.parts, j);
    if (right === undefined) return b.isFolder || isNothing(a.parts, i);
    if (left === ANY_DEPTH) return meet(i + 1, j) || meet(i, j + 1);
    if (right === ANY_DEPTH) return meet(i, j + 1) || meet(i + 1, j);
    return namesMeet(left, right) && meet(i + 1, j + 1);
  };
  return meet(0, 0);
}

const isNothing = (parts: readonly string[], from: number): boolean =>
  parts.slice(from).every((part) => part === ANY_DEPTH);

/** One name against another, where `*` is any text, `?` and a class any character. */
function namesMeet(a: string, b: string): boolean {
  if (a === b) return true;
  if (!/[*?[]/.test(a + b)) return false;
  // An emoji is one character to a person and two to a regular expression.
  if (/[?[]/.test(a + b) && /[\ud800-\udfff]/.test(a + b)) return true;
  return tokensMeet(tokens(a), tokens(b));
}

const tokens = (name: string): string[] => name.match(/\[[^\]]*\]|\*+|./gsu) ?? [];

const isAnyOne = (token: string): boolean => token === '?' || token.startsWith('[');

/** Row by row from the ends: can what is left from here on be the same text? */
function tokensMeet(a: readonly string[], b: readonly string[]): boolean {
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      const left = a[i];
      const right = b[j];
      if (left === undefined && right === undefined) row[j] = true;
      else if (left?.startsWith('*')) row[j] = below[j] === true || (right !== undefined && row[j + 1] === true);
      else if (right?.startsWith('*')) row[j] = row[j + 1] === true || (left !== undefined && below[j] === true);
      else if (left === undefined || right === undefined) row[j] = false;
      else row[j] = (left === right || isAnyOne(left) || isAnyOne(right)) && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}
