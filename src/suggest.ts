/** One letter wrong in a short word, two in a long one: more than that is another word, not a slip. */
const slipsAllowed = (word: string): number => (word.length < 3 ? 0 : word.length < 6 ? 1 : word.length < 14 ? 2 : 3);

/** The known word somebody probably meant, or undefined when none is close. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  let best: string | undefined;
  let least = slipsAllowed(typed);
  for (const candidate of candidates) {
    const slips = countSlips(typed, candidate.toLowerCase(), least);
    if (slips > least || (slips === least && best !== undefined)) continue;
    best = candidate;
    least = slips;
  }
  return best;
}

/** Damerau-Levenshtein: letters missing, added, wrong, or swapped with their neighbour. Stops counting past `most`. */
export function countSlips(from: string, to: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({length: to.length + 1}, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
