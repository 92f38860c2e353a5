const BYTES = 256;

/** The letters, digits and so on that a class may name: those of ASCII, whatever the locale is. */
const named: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** Reads `[...]` from just behind its `[`. Undefined when it is not closed or names a class nobody knows. */
export function readClass(pattern: string, start: number): {set: Uint8Array; end: number} | undefined {
  const isNegated = pattern[start] === '!' || pattern[start] === '^';
  const set = new Uint8Array(BYTES);
  const first = isNegated ? start + 1 : start;
  let at = first;
  // The end of a range must be told from a minus that stands for itself; after a named class there is no range.
  let low = -1;
  for (; at === first || pattern[at] !== ']'; ) {
    if (at >= pattern.length) return undefined;
    const name = pattern.startsWith('[:', at) ? namedAt(pattern, at) : undefined;
    if (name === null) return undefined;
    if (name) {
      for (let code = 0; code < BYTES; code++) if (name.members.test(String.fromCharCode(code))) set[code] = 1;
      at = name.end;
      low = -1;
      continue;
    }
    const isRange = pattern[at] === '-' && low >= 0 && at + 1 < pattern.length && pattern[at + 1] !== ']';
    const char = charAt(pattern, isRange ? at + 1 : at);
    if (!char) return undefined;
    set.fill(1, isRange ? low : char.code, char.code + 1);
    low = isRange ? -1 : char.code;
    at = char.end;
  }
  return {set: isNegated ? set.map((bit) => 1 - bit) : set, end: at + 1};
}

function charAt(pattern: string, at: number): {code: number; end: number} | undefined {
  const from = pattern[at] === '\\' ? at + 1 : at;
  return from < pattern.length ? {code: pattern.charCodeAt(from), end: from + 1} : undefined;
}

/** Null for a name that is none. Without `:]` the `[` stands for itself. */
function namedAt(pattern: string, at: number): {members: RegExp; end: number} | null | undefined {
  const close = pattern.indexOf(']', at + 2);
  if (close < 0) return null;
  if (pattern[close - 1] !== ':' || close - 1 < at + 2) return undefined;
  const members = named[pattern.slice(at + 2, close - 1)];
  return members ? {members, end: close + 1} : null;
}
