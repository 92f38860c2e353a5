import {expect, test} from 'vitest';
import {commandNames} from '../../bin/command-names.js';
import {findCommand, splitLine} from '../../components/command-line.js';
import {commands} from '../../src/cli/commands.js';

const names = commandNames(commands);

test.each([
  ['', []],
  ['  task   add  ', ['task', 'add']],
  [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
  [`'' ""`, ['', '']],
  [`a'b'"c"d`, ['abcd']],
  [`"a \\"b\\" \\\\ \\n $x"`, ['a "b" \\ \\n $x']],
  [`'\\'`, ['\\']],
  ['a | b > c; $(d) *', ['a', '|', 'b', '>', 'c;', '$(d)', '*']],
  ['back\\', ['back\\']],
  ['日本 "ü 👍"', ['日本', 'ü 👍']],
])('the line %s', (line, words) => {
  expect(splitLine(line)).toEqual({ok: true, words});
});

test.each([`'a`, `a "b`, `"a\\"`])('%s has an open quote', (line) => {
  expect(splitLine(line)).toMatchObject({ok: false});
});

test('a command is known by its name, another name, or its group', () => {
  const pathOf = (line: string): string | undefined => findCommand(line.split(' '), names)?.command.path;
  expect(pathOf('task add x')).toBe('task add');
  expect(pathOf('start')).toBe('run');
  expect(pathOf('audit')).toBe('audit list');
  expect(pathOf('audit verify')).toBe('audit verify');
  expect(pathOf('task')).toBeUndefined();
  expect(pathOf('tasks add')).toBeUndefined();
  expect(findCommand(['lock', 'take', 'a', 'b'], names)?.args).toEqual(['a', 'b']);
});

test('every command but the hidden ones can be named', () => {
  expect(names.map(({path}) => path)).toEqual(commands.filter(({isHidden}) => !isHidden).map(({path}) => path));
});
