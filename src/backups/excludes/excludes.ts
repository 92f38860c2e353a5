import {CACHE_TAG} from './caches.js';
import {type Layer, makeLayer} from './layer.js';

/**
 * What is left out of a backup, folder by folder. **Names are byte strings**: `buffer.toString('latin1')` of what the
 * system calls the file, so that a name that is no UTF-8 is a name like others, and `?` is one byte, as in git.
 */
export interface Scope {
  /** `bytes` counts for files only. What is left out is not entered. */
  isExcluded(name: string, isFolder: boolean, bytes: number): boolean;
  /** The rules in a folder below, with its own .gitignore (as a byte string) where it has one. */
  enter(folder: string, ignoreFile: string | undefined): Scope;
  /** The same folder, found to be marked as a cache: its mark stays and nothing else. */
  asCache(): Scope;
}

/** A folder above the root: its .gitignore, and which of its folders leads there. */
export interface Above {
  readonly ignoreFile: string | undefined;
  readonly next: string;
}

export interface ExcludeOptions {
  /** `--exclude`: lines as in a .gitignore of the root. They win over every .gitignore. */
  globs?: readonly string[];
  /** What `--exclude-file` names, read as a byte string; the globs come after them. */
  files?: readonly string[];
  /** The folders above the root that count, from the outermost on: `readAbove` finds them. */
  above?: readonly Above[];
  /** The .gitignore of the root. */
  ignoreFile?: string | undefined;
  largestBytes?: number | undefined;
  /** Paths below the root, such as `.orkestra`, that no rule brings back. */
  always?: readonly string[];
}

/** The rules at the root of what is backed up. */
export function makeExcludes({
  globs = [],
  files = [],
  above = [],
  ignoreFile,
  largestBytes,
  always = [],
}: ExcludeOptions): Scope {
  const call = makeLayer([...files, ...globs.map(toByteString)].join('\n'));
  const ways = always.map((path) => toByteString(path).split('/').filter(Boolean));
  const outer = above.reduce<readonly Layer[]>(
    (layers, {ignoreFile: text, next}) => withOwn(layers, text).map((layer) => layer.enter(next)),
    [],
  );
  return scopeOf({
    call,
    nested: withOwn(outer, ignoreFile),
    ways,
    largestBytes: largestBytes ?? Number.POSITIVE_INFINITY,
  });
}

/** Text of ours as the bytes a file system would have for it. */
export const toByteString = (text: string): string =>
  /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');

type Ways = readonly (readonly string[])[];

interface Rules {
  /** The words of the call: they decide before any file does. */
  call: Layer | undefined;
  /** Of the files found on the way, the innermost first. */
  nested: readonly Layer[];
  ways: Ways;
  largestBytes: number;
}

function scopeOf(rules: Rules): Scope {
  const {call, nested, ways, largestBytes} = rules;
  const layers = call ? [call, ...nested] : nested;
  const never = new Set(ways.filter((way) => way.length === 1).map(([name]) => name));
  const scope: Scope = {
    isExcluded(name, isFolder, bytes) {
      if (never.size > 0 && never.has(name)) return true;
      if (!isFolder && bytes > largestBytes) return true;
      for (const layer of layers) {
        const answer = layer.find(name, isFolder);
        if (answer !== undefined) return answer;
      }
      return false;
    },
    enter(folder, ignoreFile) {
      const below = {call: call?.enter(folder), nested: nested.map((layer) => layer.enter(folder))};
      const isSame = below.call === call && below.nested.every((layer, at) => layer === nested[at]);
      if (isSame && ignoreFile === undefined && ways.length === 0) return scope;
      return scopeOf({...rules, ...below, nested: withOwn(below.nested, ignoreFile), ways: waysBelow(ways, folder)});
    },
    asCache: () => cacheScope,
  };
  return scope;
}

function withOwn(nested: readonly Layer[], ignoreFile: string | undefined): readonly Layer[] {
  const own = ignoreFile === undefined ? undefined : makeLayer(ignoreFile);
  return own ? [own, ...nested] : nested;
}

const cacheScope: Scope = {
  isExcluded: (name) => name !== CACHE_TAG,
  enter: () => cacheScope,
  asCache: () => cacheScope,
};

const waysBelow = (ways: Ways, folder: string): Ways =>
  ways.flatMap((way) => (way.length > 1 && way[0] === folder ? [way.slice(1)] : []));
