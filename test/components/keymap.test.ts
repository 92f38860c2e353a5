import {expect, test} from 'vitest';
import type {Deed} from '../../components/deed.js';
import {readKeyName, showKey} from '../../components/key-names.js';
import {defaultKeymap, makeKeymap} from '../../components/keymap.js';
import {keys} from '../../components/keys.js';
import {testDesk} from '../support/desk.js';
import {testWorld} from '../support/world.js';

const mapOf = (chosen: Partial<Record<Deed, string[]>>) =>
  makeKeymap(new Map(Object.entries(chosen) as [Deed, string[]][]));

const deskWith = (chosen: Partial<Record<Deed, string[]>>, titles: string[] = []) =>
  testDesk(titles, {}, testWorld(), mapOf(chosen).keymap);

test('a deed has the keys a person chose, and no longer those of the table', () => {
  const {type, view, hints} = deskWith({new: ['+', 'ctrl-n'], zoom: ['z']}, ['a']);
  type('n');
  expect(view.get().dialog).toBeUndefined();
  type('ctrl-n');
  expect(view.get().dialog).toMatchObject({kind: 'form', title: 'New task'});
  type('esc', 'z');
  expect(view.get().isZoomed).toBe(true);
  expect(hints()).toContain('new');
});

test('sentences and hints name the real key, or the way through the palette when there is none', () => {
  const {type, view} = deskWith({'go-tasks': ['M'], new: [], find: ['ctrl-f']}, ['a']);
  type('1', 'x');
  expect(view.get().flash?.text).toBe('That is done to tasks; M goes there.');
  const {keymap} = mapOf({new: [], palette: ['ctrl-k']});
  expect(keymap.show('new')).toBe('Ctrl-K new');
  expect(mapOf({new: [], palette: []}).keymap.show('new')).toBe('new');
});

test('a deed without a key is in no hint', () => {
  const {hints} = deskWith({new: [], edit: []}, ['a']);
  expect(hints()).toEqual(['open', 'stop', 'remove', 'find', 'commands', 'help', 'quit']);
});

test('whatever is chosen, Ctrl-C quits and Esc goes back', () => {
  const {type, view, done} = deskWith({quit: [], back: [], help: []}, ['a']);
  type('enter', 'esc');
  expect(view.get().pages).toEqual([]);
  type('ctrl-c');
  expect(done).toEqual(['leave quit']);
  const {keymap, problems} = mapOf({retry: ['ctrl-c'], stop: ['esc']});
  expect(problems).toEqual([
    'Ctrl-C is always quit; retry keeps its own keys.',
    'Esc is always back; stop keeps its own keys.',
  ]);
  expect(keymap.keys).toEqual(keys);
});

test('of two deeds that want one key both keep their own, and so does who would then be in their way', () => {
  const {keymap, problems} = mapOf({retry: ['x'], edit: ['r'], zoom: ['z']});
  expect(problems).toEqual([
    'x would be both retry and stop; both keep their own keys.',
    'r would be both edit and retry; both keep their own keys.',
  ]);
  expect(keymap.find('r', 'lists')?.does).toBe('retry');
  expect(keymap.find('x', 'lists')?.does).toBe('stop');
  expect(keymap.find('e', 'lists')?.does).toBe('edit');
  expect(keymap.find('z', 'lists')?.does).toBe('zoom');
});

test('two deeds can swap their keys, and a key may mean one thing in lists and another on pages', () => {
  const {keymap, problems} = mapOf({retry: ['x'], stop: ['r'], follow: ['+']});
  expect(problems).toEqual([]);
  expect([keymap.find('x', 'lists')?.does, keymap.find('r', 'lists')?.does]).toEqual(['retry', 'stop']);
  expect([keymap.find('+', 'lists')?.does, keymap.find('+', 'pages')?.does]).toEqual(['zoom', 'follow']);
});

test.each([
  ['R', 'R'],
  ['ctrl-r', 'ctrl-r'],
  ['Ctrl+R', 'ctrl-r'],
  ['shift-r', 'R'],
  ['PgUp', 'pageup'],
  ['Escape', 'esc'],
  ['space', ' '],
  ['é', 'é'],
  ['+', '+'],
])('the key %s is %s', (written, key) => {
  expect(readKeyName(written)).toEqual({ok: true, key});
});

test.each(['ctrl-1', 'meta-x', '', 'ctl-r', 'ab'])('%s is no key', (written) => {
  expect(readKeyName(written)).toMatchObject({ok: false});
});

test('a key that a terminal cannot tell from another is refused with the reason', () => {
  expect(readKeyName('ctrl-m')).toEqual({
    ok: false,
    why: 'a terminal sends ctrl-m as enter, so it cannot be told apart',
  });
});

test('every key of the table can be written into a file', () => {
  for (const name of keys.flatMap((key) => key.keys))
    expect(readKeyName(name === ' ' ? 'space' : name)).toEqual({ok: true, key: name});
  expect(defaultKeymap.show('mark')).toBe(showKey(' '));
});
