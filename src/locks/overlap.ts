/**
 * Do two globs share any path? Where that cannot be told exactly (character classes, extglobs) the answer is yes:
 * a lock that waits too often costs time, one that waits too rarely costs work.
 * A path without wildcards stands for itself and all below it.
 */
export function overlaps(a: string, b: string): boolean {
  return expandBraces(a).some((left) => expandBraces(b).some((right) => meet(segments(left), segments(right))));
}

const segments = (glob: string): string[] => glob.split('/').filter((part) => part !== '' && part !== '.');

function meet(a: readonly string[], b: readonly string[]): boolean {
  const [left] = a;
  const [right] = b;
  // One path ended: what is left of the other lies below it, in the folder it locks.
  if (left === undefined || right === undefined) return true;
  if (left === '**') return meet(a.slice(1), b) || meet(a, b.slice(1));
  if (right === '**') return meet(b, a);
  return partsMeet(left, right) && meet(a.slice(1), b.slice(1));
}

/** One folder or file name against another, where `*` is any text, `?` and a class any character. */
function partsMeet(a: string, b: string): boolean {
  if (!/[*?[\](){}!+@\\]/.test(a + b)) return a === b;
  if (/[(){}!+@\\]/.test(a + b) && a !== b) return true;
  return charactersMeet(tokens(a), tokens(b), 0, 0, new Map());
}

const tokens = (part: string): string[] => part.match(/\[[^\]]*\]|\*+|./gsu) ?? [];

function charactersMeet(a: string[], b: string[], i: number, j: number, known: Map<number, boolean>): boolean {
  const key = i * (b.length + 1) + j;
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  known.set(key, false);
  const answer = charactersMeetHere(a, b, i, j, known);
  known.set(key, answer);
  return answer;
}

function charactersMeetHere(a: string[], b: string[], i: number, j: number, known: Map<number, boolean>): boolean {
  const left = a[i];
  const right = b[j];
  if (left === undefined && right === undefined) return true;
  if (left?.startsWith('*')) {
    return charactersMeet(a, b, i + 1, j, known) || (right !== undefined && charactersMeet(a, b, i, j + 1, known));
  }
  if (right?.startsWith('*')) {
    return charactersMeet(a, b, i, j + 1, known) || (left !== undefined && charactersMeet(a, b, i + 1, j, known));
  }
  if (left === undefined || right === undefined) return false;
  const isAny = (token: string): boolean => token === '?' || token.startsWith('[');
  return (left === right || isAny(left) || isAny(right)) && charactersMeet(a, b, i + 1, j + 1, known);
}

const MOST_ALTERNATIVES = 64;

/** `src/{a,b}.ts` is two paths. Beyond a sane number the braces are left in and taken for anything. */
function expandBraces(glob: string): string[] {
  let globs = [glob];
  for (let round = 0; round < 8; round++) {
    const next = globs.flatMap((one) => {
      const match = /\{([^{}]*,[^{}]*)\}/.exec(one);
      if (!match) return [one];
      const [whole, inside = ''] = match;
      return inside.split(',').map((choice) => one.replace(whole, () => choice));
    });
    if (next.length > MOST_ALTERNATIVES) return globs.map((one) => one.replace(/\{.*\}/s, '**'));
    if (next.length === globs.length) return globs;
    globs = next;
  }
  return globs;
}
