import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, normalize} from 'node:path';
import {fileURLToPath} from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** The file it leads to, as a path from the root; packages are left out. */
  to: string;
  /** It vanishes when the program is built. */
  isType: boolean;
}

export interface Source {
  path: string;
  text: string;
  lines: number;
  imports: Import[];
}

/** The folders of the house, in the order imports may run. */
export const folders = ['bin', 'components', 'src', 'state'] as const;

/** All sources of these folders, with what they import from each other. */
export function readSources(of: readonly string[] = folders): Source[] {
  const paths = of.flatMap((folder) =>
    readdirSync(join(root, folder), {recursive: true, encoding: 'utf8'})
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  const known = new Set(paths);
  return paths.sort().map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return {path, text, lines: text.split('\n').length - 1, imports: importsIn(path, text, known)};
  });
}

const patterns = [
  {pattern: /^(?:import|export) (type )?([^;'"]*?)from '(\.[^']+)'/gms, clause: 2, target: 3},
  {pattern: /\b()()import\('(\.[^']+)'\)/g, clause: 2, target: 3},
] as const;

function importsIn(path: string, text: string, known: ReadonlySet<string>): Import[] {
  return patterns.flatMap(({pattern, clause, target}) =>
    [...text.matchAll(pattern)].map((match) => ({
      to: resolveImport(path, match[target] ?? '', known),
      isType: match[1] === 'type ' || isOnlyTypes(match[clause] ?? ''),
    })),
  );
}

/** `{type A, type B}` leaves nothing behind either. */
function isOnlyTypes(clause: string): boolean {
  const names =
    /^\{(.*)\}\s*$/s
      .exec(clause.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  const given = names.filter((name) => name !== '');
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

function resolveImport(from: string, to: string, known: ReadonlySet<string>): string {
  const target = normalize(join(dirname(from), to));
  const found = [target.replace(/\.js$/, '.ts'), target.replace(/\.js$/, '.tsx'), target].find((path) =>
    known.has(path),
  );
  return found ?? target;
}
