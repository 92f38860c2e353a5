import {expect, test} from 'vitest';
import {editText, insertText} from '../../components/edit-text.js';

/** '|' stands for the cursor. */
const at = (text: string) => {
  const parts = [...new Intl.Segmenter(undefined, {granularity: 'grapheme'}).segment(text)].map((one) => one.segment);
  return {value: parts.filter((part) => part !== '|').join(''), cursor: parts.indexOf('|')};
};

test.each([
  ['ab|', 'c', 'abc|'],
  ['a|b', 'backspace', '|b'],
  ['|ab', 'backspace', '|ab'],
  ['a|bc', 'delete', 'a|c'],
  ['ab|', 'delete', 'ab|'],
  ['a|b', 'left', '|ab'],
  ['a|b', 'right', 'ab|'],
  ['one two|', 'ctrl-w', 'one |'],
  ['one two  |x', 'ctrl-w', 'one |x'],
  ['one|two', 'ctrl-u', '|two'],
  ['one|two', 'ctrl-k', 'one|'],
  ['a|b', 'home', '|ab'],
  ['a|b', 'end', 'ab|'],
  ['👩‍👩‍👧|x', 'backspace', '|x'],
  ['e\u0301|', 'backspace', '|'],
  ['日|本', '語', '日語|本'],
])('%s and %s give %s', (before, key, after) => {
  expect(editText(at(before), key)).toEqual(at(after));
});

test('a key that is no text means nothing', () => {
  expect(editText(at('ab|'), 'pageup')).toBeUndefined();
});

test('pasted text stays on one line and carries no control characters', () => {
  expect(insertText(at('a|d'), 'b\r\nc\u001b[31m')).toEqual(at('ab c[31m|d'));
});
