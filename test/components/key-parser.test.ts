import {expect, onTestFinished, test, vi} from 'vitest';
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

const ANSWER = '11;rgb:ffff/ffff/dddd';

function replies(feed: (parser: ReturnType<typeof makeKeyParser>) => void) {
  const pressed: KeyPress[] = [];
  const heard: string[] = [];
  const parser = makeKeyParser(
    (press) => pressed.push(press),
    (reply) => heard.push(reply),
  );
  parser.expectReply();
  feed(parser);
  return {pressed, heard, parser};
}

test.each([
  ['ended by BEL', `\u001b]${ANSWER}\u0007`],
  ['ended by ST', `\u001b]${ANSWER}\u001b\\`],
])('an answer of the terminal is no key, %s, wherever it is cut', (_, answer) => {
  for (let cut = 0; cut <= answer.length; cut++) {
    const {pressed, heard} = replies((parser) => {
      parser.feed(`j${answer.slice(0, cut)}`);
      parser.feed(`${answer.slice(cut)}k`);
      parser.stop();
    });
    expect([cut, pressed, heard]).toEqual([cut, keys('j', 'k'), [ANSWER]]);
  }
});

test.each([
  ['what a terminal is', '\u001b[?62;1;4c'],
  ['where the cursor is', '\u001b[12;40R'],
  ['a mode', '\u001b[?2026;2$y'],
  ['the window got the focus', '\u001b[I'],
  ['its name', '\u001bP>|xterm(390)\u001b\\'],
  ['a setting', '\u001bP1$r0m\u001b\\'],
  ['the clipboard', '\u001b]52;c;aGVsbG8=\u0007'],
  ['a picture', '\u001b_Gi=1;OK\u001b\\'],
])('no key: %s', (_, answer) => {
  expect(parse(`a${answer}b`)).toEqual(keys('a', 'b'));
  expect(parse(...`a${answer}b`)).toEqual(keys('a', 'b'));
});

test('an answer that comes byte by byte and slower than a key is still none', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const {pressed, heard} = replies((parser) => {
    for (const byte of `\u001b]${ANSWER}\u0007j`) {
      parser.feed(byte);
      vi.advanceTimersByTime(150);
    }
  });
  expect(heard).toEqual([ANSWER]);
  // Its first byte alone was the key; Esc does nothing where nothing is open.
  expect(pressed).toEqual(keys('esc', 'j'));
});

test('an answer that never ends is dropped, and keys after it count', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const {pressed} = replies((parser) => {
    parser.feed('\u001b]11;rgb:ff');
    vi.advanceTimersByTime(1500);
    parser.feed('j');
  });
  expect(pressed).toEqual(keys('j'));
});

test('Alt and a bracket is Esc, as it was', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const pressed: KeyPress[] = [];
  const parser = makeKeyParser((press) => pressed.push(press));
  parser.feed('\u001b]');
  vi.advanceTimersByTime(100);
  parser.feed('q');
  expect(pressed).toEqual(keys('esc', 'q'));
});
