import {readClass} from './character-class.js';
import {ANY, ANY_DEPTH, type Glob, makeGlob, NEVER, STAR, type Token} from './glob.js';

/** One line of a .gitignore. */
export interface Rule {
  /** Its place in the file: of two that match, the later one decides. */
  readonly at: number;
  /** `!`: what it matches is taken in again. */
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  /** A rule without a slash is held against names at any depth. */
  readonly name?: Glob;
  /** A rule with a slash is held against the path below the folder of the file, in any of these readings. */
  readonly paths?: readonly (readonly Glob[])[];
}

/** All rules of a text, comments and empty lines left out. */
export function readRules(text: string): Rule[] {
  const lines = text.replace(/^\xef\xbb\xbf/, '').split('\n');
  return lines.flatMap((line, at) => readRule(line.endsWith('\r') ? line.slice(0, -1) : line, at) ?? []);
}

export function readRule(line: string, at: number): Rule | undefined {
  if (line.startsWith('#')) return undefined;
  const trimmed = withoutTrailingSpaces(line);
  const isNegated = trimmed.startsWith('!');
  const written = isNegated ? trimmed.slice(1) : trimmed;
  const isForFolders = written.endsWith('/');
  const pattern = isForFolders ? written.slice(0, -1) : written;
  if (pattern === '') return undefined;
  const kind = {at, isNegated, isForFolders};
  // `**/name` says the same as the name alone, which costs nothing on the way down.
  const bare = pattern.replace(/^\*\*+\/(?=[^/]+$)/, '');
  if (!bare.includes('/')) return {...kind, name: readGlobs(bare)[0] ?? NEVER};
  return {...kind, paths: readPaths(pattern.startsWith('/') ? pattern.slice(1) : pattern)};
}

/** A space at the end counts only when a backslash stands before it. */
function withoutTrailingSpaces(line: string): string {
  const [kept = ''] = /^(?:\\.|[^ \\]| +(?! *$))*\\?/.exec(line) ?? [];
  return kept;
}

/**
 * `**` stands for folders where it is a whole part. Git also takes it so right behind the first plain letters: `foo**` with
 * a slash elsewhere is `foo*` and whatever lies below, and "foo**" before "/bar" is `foobar` as well.
 */
function readPaths(pattern: string): Glob[][] {
  const glued = /^([^*?[\\]*[^*?[\\/])\*\*+(\/.*)?$/.exec(pattern);
  if (!glued) return [readGlobs(pattern)];
  const [, plain = '', rest] = glued;
  return rest === undefined
    ? [readGlobs(`${plain}*`), readGlobs(`${plain}*/**`)]
    : [readGlobs(`${plain}${rest.slice(1)}`), readGlobs(`${plain}*/**${rest}`)];
}

/** The parts between slashes. A slash in a class does not part, and is never matched. */
function readGlobs(pattern: string): Glob[] {
  const globs: Glob[] = [];
  let tokens: Token[] = [];
  const close = (): void => {
    const isAnyDepth = tokens.length > 1 && tokens.every((token) => token === STAR);
    globs.push(isAnyDepth ? ANY_DEPTH : makeGlob(tokens));
    tokens = [];
  };
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at];
    if (char === '*') tokens.push(STAR);
    else if (char === '?') tokens.push(ANY);
    else if (char === '[') {
      const found = readClass(pattern, at + 1);
      if (!found) return [NEVER];
      tokens.push(found.set);
      at = found.end - 1;
    } else {
      if (char === '\\' && ++at >= pattern.length) return [NEVER];
      if (pattern[at] === '/') close();
      else tokens.push(pattern.charCodeAt(at));
    }
  }
  close();
  return globs;
}
