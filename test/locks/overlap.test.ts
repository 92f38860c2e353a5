import picomatch from 'picomatch';
import {expect, test} from 'vitest';
import {overlaps} from '../../src/locks/overlap.js';
import {type Dice, dice} from '../support/random.js';

const meeting: readonly [string, string][] = [
  ['a', 'a'],
  ['a.ts', 'a.ts'],
  ['src/a.ts', 'src/a.ts'],
  ['src', 'src/a.ts'],
  ['src', 'src/deep/er/a.ts'],
  ['src/', 'src'],
  ['src/', 'src/a.ts'],
  ['./src', 'src/a.ts'],
  ['./src/./a.ts', 'src/a.ts'],
  ['src//a.ts', 'src/a.ts'],
  ['.', 'anything/at/all'],
  ['./', 'a'],
  ['**', 'a/b/c'],
  ['**', '**'],
  ['*', 'a'],
  ['*', 'a/b'],
  ['**/*', 'a'],
  ['src/**', 'src'],
  ['src/**', 'src/a'],
  ['src/**', 'src/a/b/c.ts'],
  ['src/**', '**/c.ts'],
  ['src/**/c.ts', 'src/c.ts'],
  ['src/**/c.ts', 'src/a/b/c.ts'],
  ['src/**/c.ts', 'src/**/b/**'],
  ['**/test/**', 'src/test/a.ts'],
  ['**/a/**/b', '**/b/**/a/b'],
  ['src/*.ts', 'src/a.ts'],
  ['src/*.ts', 'src/a.*'],
  ['src/*.ts', 'src'],
  ['src/a*.ts', 'src/*b.ts'],
  ['src/*a*', 'src/*b*'],
  ['*.test.ts', 'a.test.*'],
  ['a?c', 'abc'],
  ['a?c', 'ab?'],
  ['???', '*'],
  ['a*c', 'a?c'],
  ['[ab].ts', 'a.ts'],
  ['[a-z].ts', 'q.ts'],
  ['[!a].ts', 'b.ts'],
  ['x[0-9]y', 'x5*'],
  ['{a,b}.ts', 'b.ts'],
  ['{a,b}/c', 'a/c'],
  ['src/{a,b}/**', 'src/b/x.ts'],
  ['src/{a,{b,c}}.ts', 'src/c.ts'],
  ['src{,/lib}/a.ts', 'src/lib/a.ts'],
  ['src{,/lib}/a.ts', 'src/a.ts'],
  ['{src,test}/**/*.{ts,tsx}', 'test/x/y.tsx'],
  ['{a/b,c/d}/e', 'c/d/e'],
  ['{1..3}.log', '2.log'],
  ['@(a|b).ts', 'a.ts'],
  ['@(a/b|c)/d/e', 'c/d/e'],
  ['+(a|b)/x', 'ab/x'],
  ['!(a).ts', 'b.ts'],
  ['!src/a.ts', 'docs/b.ts'],
  ['[ab]+x', 'aabbx'],
  ['{a,b}+x', 'abx'],
  ['a|b', 'b'],
  ['x/a|b', 'b'],
  ['"a.ts"', 'a.ts'],
  ['a[/]b', 'a/b'],
  ['a[.-0]b', 'a/b'],
  ['[[:punct:]]', '!'],
  ['a/[[:alpha:]]b', 'a/xb'],
  ['src/**.ts', 'src/deep/a.ts'],
  ['**a', 'x/y/a'],
  ['a/../b', 'b'],
  ['naïve/é.ts', 'naïve/é.ts'],
  ['caf\u00e9', 'cafe\u0301'],
  ['源/**', '源/码.ts'],
  ['🚀/*', '🚀/🌙'],
  ['?', '🌙'],
  ['a b/c', 'a b/*'],
  ['app/(shop)/page.tsx', 'app/(shop)/page.tsx'],
  ['app/[slug]/page.tsx', 'app/[slug]/page.tsx'],
  ['.github/**', '.github/workflows/ci.yml'],
  ['*', '.env'],
  ['', 'a'],
  // What looks like a file may be a folder, when the name is given without a wildcard.
  ['v1.2', 'v1.2/notes.md'],
  ['v1.2', '**/notes.md'],
  ['packages/*', 'packages/a/src/x.ts'],
  ['src/a.ts/**', 'src/*.ts'],
];

const apart: readonly [string, string][] = [
  ['a', 'b'],
  ['a.ts', 'a.tsx'],
  ['src', 'source'],
  ['src/a.ts', 'src/b.ts'],
  ['src/a', 'a'],
  ['src/**', 'test/**'],
  ['src/**', 'source/a.ts'],
  ['src/*.ts', 'src/a.js'],
  ['src/*.ts', 'src/*.js'],
  ['src/*.ts', 'lib/a.ts'],
  ['src/*.ts', 'src/deep/a.ts'],
  ['src/a*.ts', 'src/b*.ts'],
  ['src/**/a.ts', 'src/**/b.ts'],
  ['src/**/a.ts', 'test/**/a.ts'],
  ['*.md', 'src/a.md'],
  ['a?c', 'ac'],
  ['a?c', 'abbc'],
  ['??', 'abc'],
  ['a*c', 'abd'],
  ['{a,b}.ts', 'c.ts'],
  ['{a,b}/x', 'c/x'],
  ['src/{a,b}/**', 'src/c/x'],
  ['src/{a,{b,c}}.ts', 'src/d.ts'],
  ['{src,test}/**/*.{ts,tsx}', 'docs/a.ts'],
  ['{a/b,c/d}/e', 'a/d/e'],
  ['x[0-9]y', 'x55y'],
  ['[ab]/c.ts', 'a/d.ts'],
  ['app/(shop)/page.tsx', 'app/(shop)/layout.tsx'],
  ['é', 'e'],
  ['源/a', '源/b'],
  ['🚀', '🌙'],
  ['a b', 'ab'],
  ['./a', './b'],
  ['a/', 'b/'],
  ['.env', 'env'],
  ['docs/**/api.md', 'docs/**/guide.md'],
  ['**/*.css', '**/*.test.ts'],
  ['**/*.css', 'src/**/*.{ts,tsx}'],
  ['packages/*/src/**', 'packages/*/test/**'],
  ['packages/a/**', 'packages/b/**'],
];

test.each(meeting)('%s and %s share a path', (a, b) => {
  expect([overlaps(a, b), overlaps(b, a)]).toEqual([true, true]);
});

test.each(apart)('%s and %s share none', (a, b) => {
  expect([overlaps(a, b), overlaps(b, a)]).toEqual([false, false]);
});

const names = ['a', 'b', 'ab', 'ba', 'a.ts', 'b.ts', 'x', '.a', 'ü', '🚀', 'a+b', '(a)'];

function randomPath({below, pick}: Dice): string {
  return Array.from({length: 1 + below(4)}, () => pick(names)).join('/');
}

const plainParts = [
  'a',
  'b',
  'ab',
  '*',
  '**',
  '*.ts',
  'a*',
  '?',
  '?b',
  '*b',
  'a.ts',
  '.',
  '.a',
  'ü*',
  '🚀',
  '[ab]',
  '[a-c]b',
  '[!a]',
  '{a,b}',
  '{a,b*}.ts',
];
const oddParts = [
  '***',
  '**a',
  'a**',
  '{a/b,x}',
  '{,a}',
  '@(a|b)',
  '!(a)',
  '*(a|b)',
  '?(a)',
  '+(a|b)',
  '@(a/b|x)',
  '[a/]',
  '[--0]',
  '{a,b}+',
  '[ab]+',
  '\\*',
  'a|b',
  '"a"',
  '(a)',
  '{a..c}',
  '[[:alpha:]]',
  '[]a]',
  '!a',
  '{a',
  'b}',
  '(a',
  '[',
  ']',
  '+',
  '@',
  '\\',
  '{a,{b,x}}',
  '[^a]',
  '!(a|b/x)',
];

/** Whole folders and names mostly, and now and then something that is barely a glob. */
function randomGlob(random: Dice): string {
  const oddities = random.chance(40) ? 30 : 0;
  const part = (): string => random.pick(random.chance(oddities) ? oddParts : plainParts);
  const parts = Array.from({length: 1 + random.below(4)}, () => (random.chance(15) ? part() + part() : part()));
  const glob = parts.join('/');
  const around = random.below(20);
  if (around === 0) return `./${glob}`;
  if (around === 1) return `${glob}/`;
  if (around === 2) return `!${glob}`;
  return glob;
}

/** What the glob locks: what it matches, and all below it unless it is a wildcard with an extension. */
function lockedBy(glob: string): (path: string) => boolean {
  const matches = picomatch(glob, {dot: true});
  const isPlain = !/[*?[\]{}()+@!|\\"]/.test(glob);
  if (!isPlain && glob.includes('.')) return (path) => matches(path);
  return (path) => {
    const parts = path.split('/');
    return parts.some((_, end) => matches(parts.slice(0, end + 1).join('/')));
  };
}

test('wherever picomatch finds a common path, the globs overlap, seen from either side', () => {
  let common = 0;
  let untold = 0;
  for (let seed = 1; seed <= 12_000; seed++) {
    const random = dice(seed);
    const [a, b] = [randomGlob(random), randomGlob(random)];
    const [inA, inB] = [lockedBy(a), lockedBy(b)];
    const shared = Array.from({length: 40}, () => randomPath(random)).find((path) => inA(path) && inB(path));
    const answer = overlaps(a, b);
    expect(overlaps(b, a), `seed ${seed}: ${a} and ${b}, turned round`).toBe(answer);
    if (shared !== undefined) expect(answer, `seed ${seed}: both ${a} and ${b} match ${shared}`).toBe(true);
    if (shared !== undefined) common += 1;
    else if (answer) untold += 1;
  }
  // The generator must keep finding common paths, and "always yes" must not pass for an answer.
  expect(common).toBeGreaterThan(500);
  expect(untold).toBeLessThan(8000);
});

test('plain globs are told apart exactly: no common path of any, no overlap', () => {
  const segments = ['a', 'b', 'ab', 'ba', 'aa', 'bb', 'aab', 'abb', 'bab', 'aba'];
  const paths = segments.flatMap((one) => [
    one,
    ...segments.flatMap((two) => [`${one}/${two}`, ...segments.map((three) => `${one}/${two}/${three}`)]),
  ]);
  const parts = ['a', 'b', '*', 'a*', '*b', '?', 'a?', '??', '**'];
  for (let seed = 1; seed <= 1500; seed++) {
    const random = dice(seed);
    const glob = (): string => Array.from({length: 1 + random.below(2)}, () => random.pick(parts)).join('/');
    const [a, b] = [glob(), glob()];
    const [inA, inB] = [lockedBy(a), lockedBy(b)];
    expect(overlaps(a, b), `seed ${seed}: ${a} and ${b}`).toBe(paths.some((path) => inA(path) && inB(path)));
  }
});

test('globs made to cost time are answered at once', () => {
  const stars = '**/'.repeat(60) + 'a.ts';
  const words = '*a'.repeat(200);
  expect(overlaps(stars, '**/'.repeat(60) + 'b.ts')).toBe(false);
  expect(overlaps(`${words}c`, `${words}b`)).toBe(false);
  expect(overlaps('{a,b}'.repeat(40), 'c'.repeat(40))).toBe(true);
  expect(overlaps('{'.repeat(5000), '}'.repeat(5000))).toBe(true);
  expect(overlaps('x'.repeat(200_000), 'y')).toBe(true);
  expect(overlaps('a/'.repeat(50_000), 'b')).toBe(true);
});
