import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readKeyName, writtenNames} from '../../components/key-names.js';
import {keys} from '../../components/keys.js';
import {keysFile, loadKeys} from '../../src/keys/load.js';
import {readKeys} from '../../src/keys/read.js';
import {scratch} from '../support/world.js';

const known = {deeds: keys.map(({does}) => does), readKey: readKeyName, names: writtenNames};
const read = (text: string) => {
  const {bindings, problems} = readKeys(text, 'keys.yaml', known);
  return {bindings: Object.fromEntries(bindings), problems};
};

test('a line names a deed and its keys, one, several or none', () => {
  expect(read('retry: [R, ctrl-r]\nzoom: z\nremove: []\ngo-tasks: 0\nmark: space\n# a remark\n')).toEqual({
    bindings: {retry: ['R', 'ctrl-r'], zoom: ['z'], remove: [], 'go-tasks': ['0'], mark: [' ']},
    problems: [],
  });
  expect(read('')).toEqual({bindings: {}, problems: []});
});

test('a wrong line is told with its place, and the others count', () => {
  expect(read('retyr: R\nstop: ctl-x\nedit:\nzoom: z\nfind: {a: b}\nzoom: y\nnew: [enterr]\nraise: [1.5]')).toEqual({
    bindings: {zoom: ['z']},
    problems: [
      'keys.yaml:1: there is no deed `retyr`; did you mean `retry`?',
      'keys.yaml:2: `stop` keeps its keys: "ctl-x" is no key.',
      'keys.yaml:3: `edit` must be a list of keys, such as [R, ctrl-r], or [] for none.',
      'keys.yaml:5: `find` must be a list of keys, such as [R, ctrl-r], or [] for none.',
      'keys.yaml:6: `zoom` is there twice; line 4 counts.',
      'keys.yaml:7: `new` keeps its keys: "enterr" is no key; did you mean `enter`?',
      'keys.yaml:8: `raise` must be a list of keys, such as [R, ctrl-r], or [] for none.',
    ],
  });
});

test('the file is where the environment says, else in the folder for settings', () => {
  expect(keysFile({}, '/home/ann')).toEqual({file: '/home/ann/.config/orkestra/keys.yaml', isNamed: false});
  expect(keysFile({XDG_CONFIG_HOME: '/etc/x'}, '/home/ann').file).toBe('/etc/x/orkestra/keys.yaml');
  expect(keysFile({XDG_CONFIG_HOME: 'x'}, '/home/ann').file).toBe('/home/ann/.config/orkestra/keys.yaml');
  expect(keysFile({ORKESTRA_KEYS: '/k.yaml', XDG_CONFIG_HOME: '/etc/x'})).toEqual({file: '/k.yaml', isNamed: true});
});

test('no file is no problem, unless one is named', async () => {
  const dir = scratch();
  expect(await loadKeys({XDG_CONFIG_HOME: dir}, known)).toEqual({bindings: new Map(), problems: []});
  const file = join(dir, 'mine.yaml');
  expect((await loadKeys({ORKESTRA_KEYS: file}, known)).problems).toEqual([`There is no file ${file}.`]);
});

test('a broken file is one sentence with its line, and the keys of the table hold', async () => {
  const dir = scratch();
  mkdirSync(join(dir, 'orkestra'));
  const file = join(dir, 'orkestra', 'keys.yaml');
  writeFileSync(file, 'retry: R\nzoom: [z\n');
  const {bindings, problems} = await loadKeys({XDG_CONFIG_HOME: dir}, known);
  expect(bindings.size).toBe(0);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/keys\.yaml:[23]: this is not valid YAML/);
  writeFileSync(file, Buffer.from([0x66, 0xff, 0xfe]));
  expect((await loadKeys({XDG_CONFIG_HOME: dir}, known)).problems).toEqual([`${file} is not UTF-8 text.`]);
  expect((await loadKeys({ORKESTRA_KEYS: dir}, known)).problems).toEqual([`${dir} is a folder, not a file.`]);
});
