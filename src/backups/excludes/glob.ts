/** One part of a path that a name is held against. Names and patterns are byte strings: one character a byte. */
export type Glob =
  | {readonly kind: 'literal' | 'suffix'; readonly text: string}
  | {readonly kind: 'tokens'; readonly tokens: readonly Token[]}
  | {readonly kind: 'anyDepth'}
  | {readonly kind: 'never'};

/** A character, any one character, any number of them, or one of a set. */
export type Token = number | typeof ANY | typeof STAR | Uint8Array;
export const ANY = -1;
export const STAR = -2;

/** A class that is not closed or a backslash at the end makes a pattern that matches nothing, as in git. */
export const NEVER: Glob = {kind: 'never'};
export const ANY_DEPTH: Glob = {kind: 'anyDepth'};

/** The cheapest way to ask the same: most patterns are a name or an ending. */
export function makeGlob(tokens: readonly Token[]): Glob {
  const isPlain = (token: Token): token is number => typeof token === 'number' && token >= 0;
  const [first, ...rest] = tokens;
  if (tokens.every(isPlain)) return {kind: 'literal', text: String.fromCharCode(...tokens)};
  if (first === STAR && rest.every(isPlain)) return {kind: 'suffix', text: String.fromCharCode(...rest)};
  return {kind: 'tokens', tokens};
}

export function matchesGlob(glob: Glob, name: string): boolean {
  switch (glob.kind) {
    case 'literal':
      return glob.text === name;
    case 'suffix':
      return name.endsWith(glob.text);
    case 'tokens':
      return matchesTokens(glob.tokens, name);
    case 'anyDepth':
      return true;
    case 'never':
      return false;
  }
}

/** Only the last star is ever tried anew, so that a pattern of many stars costs no more than length times length. */
function matchesTokens(tokens: readonly Token[], name: string): boolean {
  let at = 0;
  let starAt = -1;
  let retryAt = 0;
  let here = 0;
  while (here < name.length) {
    const token = tokens[at];
    if (token === STAR) {
      starAt = at++;
      retryAt = here;
    } else if (token !== undefined && takes(token, name.charCodeAt(here))) {
      at++;
      here++;
    } else if (starAt >= 0) {
      at = starAt + 1;
      here = ++retryAt;
    } else return false;
  }
  while (tokens[at] === STAR) at++;
  return at === tokens.length;
}

function takes(token: Token, code: number): boolean {
  if (typeof token === 'number') return token === code || token === ANY;
  return token[code] === 1;
}
