import {appendFileSync, chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {findProgram, versionNumber, versionOf} from '../../src/agents/cli/version.js';
import {scratch} from '../support/world.js';

/** A program that says a version, and leaves a line for each time it was asked. */
function program(dir: string, version: string): string {
  const file = join(dir, 'agent');
  writeFileSync(file, `#!/bin/sh\necho asked >> '${dir}/asked'\necho '${version}'\n`);
  chmodSync(file, 0o755);
  return file;
}

const env = {PATH: '/usr/bin:/bin'};

test('a version is asked once, and again when the program was written anew', async () => {
  const dir = scratch('version');
  const file = program(dir, 'agent 1.0.0 (abc)');
  const asked = () => readFileSync(join(dir, 'asked'), 'utf8').split('\n').length - 1;
  expect(await Promise.all([versionOf(file, env), versionOf(file, env)])).toEqual([
    'agent 1.0.0 (abc)',
    'agent 1.0.0 (abc)',
  ]);
  expect(asked()).toBe(1);
  program(dir, 'agent 2.0.0');
  utimesSync(file, 1, 1);
  expect(await versionOf(file, env)).toBe('agent 2.0.0');
  expect(asked()).toBe(2);
});

test('a program that says nothing is asked again', async () => {
  const dir = scratch('version');
  const file = program(dir, '');
  expect(await versionOf(file, env)).toBe('');
  writeFileSync(file, '#!/bin/sh\necho 1.2.3\n');
  utimesSync(file, 1, 1);
  expect(await versionOf(file, env)).toBe('1.2.3');
});

test('a program is looked for on PATH, and never in the folder one is in', async () => {
  const dir = scratch('path');
  mkdirSync(join(dir, 'agent'));
  expect(await findProgram('agent', {PATH: `${dir}:/usr/bin`})).toBeUndefined();
  const bin = scratch('bin');
  const file = program(bin, '1');
  expect(await findProgram('agent', {PATH: `${dir}:${bin}`})).toBe(file);
  expect(await findProgram('agent', {PATH: ''})).toBeUndefined();
  expect(await findProgram('agent', {})).toBeUndefined();
  appendFileSync(file, '');
  chmodSync(file, 0o644);
  expect(await findProgram('agent', {PATH: bin})).toBeUndefined();
});

test.each([
  ['2.1.329 (Claude Code)', '2.1.329'],
  ['codex-cli 0.169.0', '0.169.0'],
  ['GitHub Copilot CLI 1.0.102.', '1.0.102'],
  ['grok 1.0.41 (d846eb93d9)', '1.0.41'],
  ['0.62.0-nightly.20261119.abc', '0.62.0-nightly.20261119.abc'],
  ['unknown', 'unknown'],
])('the number of "%s" is %s', (words, number) => {
  expect(versionNumber(words)).toBe(number);
});
