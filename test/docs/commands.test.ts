import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {commands} from '../../src/cli/commands.js';
import {globalOptions} from '../../src/cli/globals.js';
import {scratch} from '../support/world.js';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  'AGENTS.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const {scripts} = JSON.parse(read('package.json')) as {scripts: Record<string, string>};

const blocksOf = (page: string): string[] =>
  [...read(page).matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
const lines = (block: string): string[] => block.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** The shell of a reader who has put `orkestra` on the PATH. */
function shell() {
  const dir = scratch('docs');
  const bin = join(dir, '.bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'orkestra'),
    `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin', 'orkestra.js')} "$@"\n`,
  );
  chmodSync(join(bin, 'orkestra'), 0o755);
  const env = {...process.env, PATH: `${bin}:${process.env.PATH}`};
  return (line: string) => spawnSync('bash', ['-c', line], {cwd: dir, env, encoding: 'utf8', timeout: 60_000});
}

const shown = pages.flatMap((page) => blocksOf(page).map((block): [string, string] => [page, block]));

test('the pages show commands at all', () => {
  expect(shown.length).toBeGreaterThan(3);
});

test.each(shown)('the commands of %s work as they stand: %s', (_, block) => {
  const run = shell();
  for (const line of lines(block)) {
    if (line.startsWith('npm')) expectScripts(line);
    else {
      const {status, stderr} = run(line);
      expect(status, `${line}\n${stderr}`).toBe(0);
    }
  }
});

/** Installing and testing inside a test would never end; what they name must exist. */
function expectScripts(line: string): void {
  for (const part of line.split('&&').map((one) => one.trim())) {
    const [, verb = '', name = ''] = part.split(' ');
    if (verb === 'ci' || verb === 'link') continue;
    expect(Object.keys(scripts), part).toContain(verb === 'run' ? name : verb);
  }
}

test('the program of README.md does what it says', () => {
  const [code = ''] = [...read('README.md').matchAll(/^```js\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const dir = scratch('docs');
  mkdirSync(join(dir, 'node_modules'));
  symlinkSync(root, join(dir, 'node_modules', 'orkestra'));
  writeFileSync(join(dir, 'main.mjs'), code);
  expect(execFileSync(process.execPath, ['main.mjs'], {cwd: dir, encoding: 'utf8', timeout: 60_000})).toBe('done\n');
});

/** What is still promised is no command yet. */
const inline = pages
  .filter((page) => page !== 'docs/features.md')
  .flatMap((page) =>
    [...read(page).matchAll(/`((?:orkestra|npm run) [^`]+)`/g)].map(([, code = '']): [string, string] => [page, code]),
  );

test('every command named in a sentence exists', () => {
  const paths = commands.map((command) => command.path);
  const isGroup = (word: string): boolean => paths.some((path) => path.startsWith(`${word} `));
  // What `orkestra` alone takes, as its first word.
  const flags = [...globalOptions, ...(commands.find(({path}) => path === 'screen')?.options ?? [])].map(
    (option) => option.flags.split(' ')[0],
  );
  // `orkestra backups nightly` is `backups list` of that name.
  const takesWords = (group: string): boolean =>
    commands.some(({path, isDefault, args}) => path.startsWith(`${group} `) && isDefault && args !== undefined);
  const exists = (first: string, second: string): boolean =>
    flags.includes(first) ||
    paths.includes(first) ||
    paths.includes(`${first} ${second}`) ||
    (isGroup(first) && (/^(-.*)?$/.test(second) || takesWords(first)));
  const unknown = inline.filter(([, code]) => {
    const [program = '', first = '', second = ''] = code.split(/\s+/);
    return program === 'npm' ? !(second in scripts) : !exists(first, second);
  });
  expect(unknown).toEqual([]);
});

test('the pages are found in the package, and the links between them lead somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#:]+)\)/g)]
      .map(([, target = '']) => join(page, '..', target))
      .filter((target) => spawnSync('test', ['-e', join(root, target)]).status !== 0),
  );
  expect(broken).toEqual([]);
  expect(
    execFileSync('git', ['ls-files', 'README.md', 'LICENSE'], {cwd: root, encoding: 'utf8'}).trim().split('\n'),
  ).toContain('LICENSE');
});
