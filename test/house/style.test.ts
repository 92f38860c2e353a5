import {basename, dirname} from 'node:path';
import {expect, test} from 'vitest';
import {readSources, type Source} from './sources.js';

const sources = readSources();
const tests = readSources(['test']);
const LONGEST = 400;
const LONG = 250;

const paths = (found: readonly Source[]): string[] => found.map(({path}) => path);

/** `path:line` for each line that matches, strings and comments left in: none of these words belongs there either. */
const linesWith = (pattern: RegExp, within = sources): string[] =>
  within.flatMap(({path, text}) =>
    text.split('\n').flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );

test(`no file is longer than ${LONGEST} lines`, () => {
  const long = sources.filter(({lines}) => lines > LONG).sort((a, b) => b.lines - a.lines);
  if (long.length > 0) {
    console.warn(
      `Past ${LONG} lines, ask which two things it is:\n${long.map(({path, lines}) => `  ${lines}  ${path}`).join('\n')}`,
    );
  }
  expect(paths(sources.filter(({lines}) => lines > LONGEST))).toEqual([]);
});

test('there are no barrels and no folder of leftovers', () => {
  expect(paths([...sources, ...tests].filter(({path}) => /(^|\/)index\.tsx?$/.test(path)))).toEqual([]);
  expect(
    paths([...sources, ...tests].filter(({path}) => /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.)/.test(path))),
  ).toEqual([]);
});

test('files are named so that a newcomer guesses them', () => {
  const isRight = ({path}: Source): boolean => {
    const name = basename(path).replace(/\.tsx?$/, '');
    if (dirname(path) === 'components' && path.endsWith('.tsx')) return /^[A-Z][A-Za-z]*$/.test(name);
    if (dirname(path) === 'components/hooks') return /^use[A-Z][A-Za-z]*$|^[a-z]+(-[a-z]+)*$/.test(name);
    return /^[a-z0-9]+(-[a-z0-9]+)*(\.d)?$/.test(name);
  };
  expect(paths(sources.filter((source) => !isRight(source)))).toEqual([]);
});

test('types are not escaped from', () => {
  // O-68
  expect(linesWith(/(:|\bas|<|\|) ?any\b(?!thing|body|where| )|@ts-(ignore|nocheck|expect-error)/)).toEqual([]);
  expect(linesWith(/\benum [A-Z]/)).toEqual([]);
});

test('there are named exports only', () => {
  expect(linesWith(/^export default/)).toEqual([]);
});

test('classes are errors, or the names of the library', () => {
  const isAllowed = (path: string): boolean => path === 'state/errors.ts' || path.startsWith('src/library/');
  expect(
    linesWith(
      /^\s*(export )?(abstract )?class /,
      sources.filter(({path}) => !isAllowed(path)),
    ),
  ).toEqual([]);
});

test('nothing is left for later', () => {
  expect(
    linesWith(/\b(TODO|FIXME|XXX|HACK)\b/, [...sources, ...tests.filter(({path}) => !path.startsWith('test/house/'))]),
  ).toEqual([]);
});

test('no test is skipped without a reason, or alone', () => {
  expect(
    linesWith(
      /\b(it|test|describe)\.(only|todo)\b|\b(it|test|describe)\.skip\(/,
      tests.filter(({path}) => !path.startsWith('test/house/')),
    ),
  ).toEqual([]);
});
