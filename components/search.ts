import {type Line, textOf} from './page-lines.js';

/** A capital letter asks for just that; small letters find both. */
export function isMatch(line: Line, search: string): boolean {
  const text = textOf(line);
  return search === search.toLowerCase() ? text.toLowerCase().includes(search) : text.includes(search);
}

/** The next line with the text after (or before) the one at `from`, around the ends; undefined when there is none. */
export function findMatch(lines: readonly Line[], search: string, from: number, by: 1 | -1): number | undefined {
  for (let step = 1; step <= lines.length; step++) {
    const at = (((from + by * step) % lines.length) + lines.length) % lines.length;
    if (isMatch(lines[at] ?? '', search)) return at;
  }
  return undefined;
}
