import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {makeExcludes, type Scope} from '../../../src/backups/excludes/excludes.js';
import {type Dice, dice} from '../../support/random.js';
import {scratch} from '../../support/world.js';

const hasGit = spawnSync('git', ['--version']).status === 0;
const NAMES = ['a', 'b', 'ab', 'foo', 'foobar', 'a.log', 'b.log', 'bar', '[x]', 'a b', '#n', '!n', 'x ', 'é'];
const PARTS = ['a', 'b', 'foo', 'bar', '*', '**', '*.log', 'f*', 'foo**', 'a?', '?', '[ab]', '[!a]', '[a-c]*', '\\#n'];
const ODD = [
  '\\!n',
  '\\[x]',
  'x\\ ',
  'x ',
  '[',
  'a[',
  '[[:alpha:]]',
  '[[:nope:]]',
  '[]x]*',
  '*o*b*',
  'é',
  '**a',
  'a**b',
];

describe.skipIf(!hasGit)('against git itself', () => {
  // S-16
  test('what nested .gitignore files leave out of random trees is what git leaves out', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const root = plant(dice(seed));
      expect(ours(root), `seed ${seed}`).toEqual(gits(root));
    }
  });
});

function plant(random: Dice): string {
  const root = scratch('ignore');
  execFileSync('git', ['init', '-q', root]);
  const grow = (folder: string, depth: number): void => {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (depth < 3 && random.chance(depth === 0 ? 60 : 30)) {
        mkdirSync(path);
        grow(path, depth + 1);
      } else if (random.chance(70)) writeFileSync(path, '');
    }
    if (depth === 0 || random.chance(30)) writeFileSync(join(folder, '.gitignore'), ignoreFile(random));
  };
  grow(root, 0);
  return root;
}

function ignoreFile(random: Dice): string {
  const lines = Array.from({length: 1 + random.below(6)}, () => {
    const part = (): string => random.pick(random.chance(20) ? ODD : PARTS);
    const path = Array.from({length: random.chance(50) ? 1 : 1 + random.below(3)}, part).join('/');
    const anchor = random.chance(25) ? '/' : '';
    return `${random.chance(30) ? '!' : ''}${anchor}${path}${random.chance(20) ? '/' : ''}`;
  });
  const noise = random.pick(['', '# a comment\n', '\n  \n']);
  return noise + lines.join(random.chance(20) ? '\r\n' : '\n') + (random.chance(80) ? '\n' : '');
}

const listed = (root: string): string[] => readdirSync(root, {recursive: true, encoding: 'utf8'});

function gits(root: string): string[] {
  const paths = listed(root).filter((path) => !/^\.git(\/|$)/.test(path));
  const {stdout} = spawnSync('git', ['check-ignore', '--stdin', '-z', '--no-index'], {
    cwd: root,
    input: paths.join('\0'),
    encoding: 'utf8',
    env: {...process.env, GIT_CONFIG_GLOBAL: '/dev/null'},
  });
  return stdout.split('\0').filter(Boolean).sort();
}

/** A folder that is left out takes everything in it along, whatever is said about that. */
function ours(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string, below: string, scope: Scope, isOut: boolean): void => {
    for (const entry of readdirSync(folder, {withFileTypes: true})) {
      if (below === '' && entry.name === '.git') continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const name = bytesOf(entry.name);
      const isNowOut = isOut || scope.isExcluded(name, entry.isDirectory(), 0);
      if (isNowOut) found.push(path);
      if (!entry.isDirectory()) continue;
      const next = isNowOut ? scope : scope.enter(name, textIn(join(folder, entry.name)));
      walk(join(folder, entry.name), path, next, isNowOut);
    }
  };
  walk(root, '', makeExcludes({ignoreFile: textIn(root)}), false);
  return found.sort();
}

const bytesOf = (name: string): string => Buffer.from(name).toString('latin1');

function textIn(folder: string): string | undefined {
  const file = join(folder, '.gitignore');
  return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
}
