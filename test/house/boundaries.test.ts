import {expect, test} from 'vitest';
import {folders, readSources, type Source} from './sources.js';

const sources = readSources();
const folderOf = (path: string): string => path.split('/')[0] ?? '';
const rankOf = (path: string): number => (folders as readonly string[]).indexOf(folderOf(path));

/** `a -> b` for each import a rule does not permit. */
function offences(isWrong: (from: Source, to: string, isType: boolean) => boolean): string[] {
  return sources.flatMap((source) =>
    source.imports.filter(({to, isType}) => isWrong(source, to, isType)).map(({to}) => `${source.path} -> ${to}`),
  );
}

test('imports run one way: bin -> components -> src -> state', () => {
  // O-71
  expect(offences(({path}, to) => rankOf(to) >= 0 && rankOf(to) < rankOf(path))).toEqual([]);
  expect(offences((_, to) => folderOf(to) === 'test')).toEqual([]);
});

test('every import leads to a file of the house', () => {
  const known = new Set([...sources.map(({path}) => path), 'package.json']);
  expect(offences((_, to) => !known.has(to))).toEqual([]);
});

test('components take from state only types, the view and the error they catch', () => {
  const isAllowed = (to: string): boolean => /^state\/(view|errors)\.ts$/.test(to);
  expect(
    offences(
      ({path}, to, isType) => folderOf(path) === 'components' && folderOf(to) === 'state' && !isType && !isAllowed(to),
    ),
  ).toEqual([]);
});

test('src never takes the view', () => {
  expect(offences(({path}, to) => folderOf(path) === 'src' && /^state\/view/.test(to))).toEqual([]);
});

test('the engine, the command line and the library sit on top: no feature imports them', () => {
  const isTop = (path: string): boolean => /^src\/(engine|api)\.ts$|^src\/(cli|web|library)\//.test(path);
  expect(offences(({path}, to) => folderOf(path) === 'src' && !isTop(path) && isTop(to))).toEqual([]);
  expect(offences(({path}, to) => path !== 'bin/orkestra.tsx' && !isTop(path) && to === 'src/api.ts')).toEqual([]);
});

test('nothing imports in a circle', () => {
  // O-71
  expect(findCircle(new Map(sources.map((source) => [source.path, source.imports.map(({to}) => to)])))).toBeUndefined();
});

test('a circle would be found', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['a']],
    ['d', []],
  ]);
  expect(findCircle(graph)).toEqual(['a', 'c', 'a']);
  expect(findCircle(new Map([['a', ['a']]]))).toEqual(['a', 'a']);
});

/** Depth first; what is on the way and met again closes a circle. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (done.has(path)) return undefined;
    for (const next of graph.get(path) ?? []) {
      const circle = visit(next, [...way, path]);
      if (circle) return circle;
    }
    done.add(path);
    return undefined;
  };
  for (const path of graph.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return undefined;
}
