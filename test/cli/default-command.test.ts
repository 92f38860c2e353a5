import {expect, test} from 'vitest';
import type {Command} from '../../src/cli/command.js';
import {addDefault} from '../../src/cli/default-command.js';

const command = (path: string, more: Partial<Command> = {}): Command => ({
  path,
  summary: '',
  run: () => undefined,
  ...more,
});
const commands = [
  command('screen', {isDefault: true}),
  command('audit list', {isDefault: true}),
  command('audit verify'),
  command('plan make', {isDefault: true, args: '<goal>'}),
  command('plan list'),
  command('task add', {args: '<title>'}),
];

test.each([
  ['', 'screen'],
  ['--json', 'screen --json'],
  ['--status', 'screen --status'],
  ['--project-root /x --config y --debug', 'screen --project-root /x --config y --debug'],
  ['--project-root', 'screen --project-root'],
  ['--help', '--help'],
  ['-h', '-h'],
  ['--json --version', '--json --version'],
  ['audit', 'audit list'],
  ['audit --since 2h', 'audit list --since 2h'],
  ['--json audit', '--json audit list'],
  ['audit --json', 'audit list --json'],
  ['audit --help', 'audit --help'],
  ['audit verify', 'audit verify'],
  ['audit --json verify', 'audit --json verify'],
  ['audit --project-root=/x verify', 'audit --project-root=/x verify'],
  ['audit verfy', 'audit verfy'],
  ['plan', 'plan make'],
  ['plan Ship_it', 'plan make Ship_it'],
  ['plan list', 'plan list'],
  ['task', 'task'],
  ['task add', 'task add'],
  ['nonsense', 'nonsense'],
])('`orkestra %s` means `orkestra %s`', (given, meant) => {
  // O-49
  const words = (line: string): string[] => (line === '' ? [] : line.split(' '));
  expect(addDefault(words(given), commands)).toEqual(words(meant));
});
