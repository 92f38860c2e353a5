import {expect, test} from 'vitest';
import {type KeyPress, makeKeyParser} from '../../components/key-parser.js';
import {until} from '../support/world.js';

function parse(...chunks: string[]): KeyPress[] {
  const pressed: KeyPress[] = [];
  const parser = makeKeyParser((press) => pressed.push(press));
  for (const chunk of chunks) parser.feed(chunk);
  parser.stop();
  return pressed;
}

const keys = (...names: string[]): KeyPress[] => names.map((key) => ({key}));

test.each<[string, string[], KeyPress[]]>([
  ['keys that arrive together', ['jjk'], keys('j', 'j', 'k')],
  ['arrows in one piece', ['\u001b[A\u001b[B'], keys('up', 'down')],
  ['an arrow cut by the link', ['\u001b', '[', 'A'], keys('up')],
  ['arrows of the application mode', ['\u001bOA'], keys('up')],
  [
    'page keys, home, end and delete',
    ['\u001b[5~\u001b[6~\u001b[H\u001b[4~\u001b[3~'],
    keys('pageup', 'pagedown', 'home', 'end', 'delete'),
  ],
  ['an arrow with a modifier', ['\u001b[1;5A'], keys('up')],
  ['control keys', ['\u0003\u0010\r\t\u007f'], keys('ctrl-c', 'ctrl-p', 'enter', 'tab', 'backspace')],
  ['Shift-Tab', ['\u001b[Z'], keys('shift-tab')],
  ['characters outside the first plane', ['a😀é'], keys('a', '😀', 'é')],
  ['a sequence nobody knows', ['\u001b[99~x'], keys('x')],
  ['ESC followed by a letter', ['\u001bx'], keys('esc', 'x')],
  [
    'pasted text, which is not taken for keys',
    ['\u001b[200~qqq\u001b[A\u001b[201~j'],
    [{paste: 'qqq\u001b[A'}, {key: 'j'}],
  ],
  ['pasted text in pieces', ['\u001b[200~one ', 'two\u001b[20', '1~'], [{paste: 'one two'}]],
])('%s', (_, chunks, expected) => {
  expect(parse(...chunks)).toEqual(expected);
});

test('ESC alone is a key of its own once nothing follows', async () => {
  const pressed: KeyPress[] = [];
  const parser = makeKeyParser((press) => pressed.push(press));
  parser.feed('\u001b');
  expect(pressed).toEqual([]);
  await until(() => pressed.length > 0);
  expect(pressed).toEqual(keys('esc'));
});
