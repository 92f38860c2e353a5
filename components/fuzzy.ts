import {clusters} from './edit-text.js';

export interface Match {
  score: number;
  /** Which characters of the text were matched, by their place in `partsOf(text)`. */
  at: readonly number[];
}

/** A letter in the middle of a word is worth nothing, so that letters picked from all over a text find nothing. */
const FIRST = 8;
const WORD_START = 7;
const CAPITAL = 5;
const IN_A_ROW = 6;
const GAP = -1;
const LONGER = -0.05;
const EXACT = 10;
/** Below this for each letter it is chance. */
const LEAST_EACH = 2;
const LONGEST_TEXT = 200;
const LONGEST_WORD = 40;

const ascii = /^[\x20-\x7e]*$/;
/** Characters as a reader counts them. */
export const partsOf = (text: string): ArrayLike<string> => (ascii.test(text) ? text : clusters(text));

/** Every word of the query has its letters in the text, in their order. Undefined when one has not. */
export function fuzzy(query: string, text: string): Match | undefined {
  const words = query.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return {score: 0, at: []};
  const low = text.toLowerCase();
  if (!words.every((word) => isSubsequence(word.toLowerCase(), low))) return undefined;
  const {letters, worths} = prepare(text);
  const at = new Set<number>();
  let score = LONGER * letters.length;
  for (const word of words) {
    const match = matchWord([...word.toLowerCase()].slice(0, LONGEST_WORD), letters, worths);
    if (!match) return undefined;
    score += match.score;
    for (const place of match.at) at.add(place);
  }
  if (words.join(' ').toLowerCase() === low) score += EXACT;
  return {score, at: [...at].sort((one, other) => one - other)};
}

interface Prepared {
  letters: readonly string[];
  /** What it is worth to find the letter at this place. */
  worths: readonly number[];
}

/** The same titles are looked at for each key that is typed. */
const prepared = new Map<string, Prepared>();
const MOST_PREPARED = 2000;

function prepare(text: string): Prepared {
  const known = prepared.get(text);
  if (known) return known;
  if (prepared.size >= MOST_PREPARED) prepared.clear();
  const parts = Array.from(partsOf(text.slice(0, 4 * LONGEST_TEXT))).slice(0, LONGEST_TEXT);
  const made = {letters: parts.map((part) => part.toLowerCase()), worths: parts.map((_, at) => worthOf(parts, at))};
  prepared.set(text, made);
  return made;
}

function isSubsequence(word: string, text: string): boolean {
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + letter.length;
  }
  return true;
}

function worthOf(parts: readonly string[], at: number): number {
  if (at === 0) return FIRST;
  const before = parts[at - 1] ?? '';
  const part = parts[at] ?? '';
  if (!/[\p{L}\p{N}]/u.test(before)) return /[\p{L}\p{N}]/u.test(part) ? WORD_START : 0;
  return /\p{Ll}/u.test(before) && /\p{Lu}/u.test(part) ? CAPITAL : 0;
}

/**
 * The best of all ways to find the letters in their order. `ends[i][j]`: the best when letter i is at j; `best[i][j]`:
 * the best when letter i is at j or before.
 */
function matchWord(word: readonly string[], text: readonly string[], worths: readonly number[]): Match | undefined {
  const ends: number[][] = [];
  const best: number[][] = [];
  for (const [row, letter] of word.entries()) {
    const isLast = row === word.length - 1;
    const end: number[] = [];
    const most: number[] = [];
    let highest = Number.NEGATIVE_INFINITY;
    for (let column = 0; column < text.length; column++) {
      const here =
        text[column] === letter ? scoreAt(ends[row - 1], best[row - 1], row, column, worths[column] ?? 0) : NONE;
      highest = Math.max(here, highest + (isLast ? 0 : GAP));
      end.push(here);
      most.push(highest);
    }
    ends.push(end);
    best.push(most);
  }
  const score = best.at(-1)?.at(-1) ?? NONE;
  if (score === NONE || (word.length > 1 && score < LEAST_EACH * word.length)) return undefined;
  return {score, at: wayBack(ends, best, ends.at(-1)?.indexOf(score) ?? 0)};
}

const NONE = Number.NEGATIVE_INFINITY;

function scoreAt(
  ends: readonly number[] | undefined,
  best: readonly number[] | undefined,
  row: number,
  column: number,
  worth: number,
): number {
  if (row === 0) return worth;
  if (column === 0) return NONE;
  return Math.max((best?.[column - 1] ?? NONE) + worth, (ends?.[column - 1] ?? NONE) + IN_A_ROW);
}

/** Where the letters of the best way stand, found from the place of its last one. */
function wayBack(ends: readonly number[][], best: readonly number[][], last: number): number[] {
  const at: number[] = [];
  let column = last;
  let isInARow = false;
  for (let row = ends.length - 1; row >= 0; row--) {
    while (column > 0 && !isInARow && ends[row]?.[column] !== best[row]?.[column]) column -= 1;
    at.unshift(column);
    const before = ends[row - 1]?.[column - 1] ?? NONE;
    isInARow = row > 0 && before !== NONE && ends[row]?.[column] === before + IN_A_ROW;
    column -= 1;
  }
  return at;
}
