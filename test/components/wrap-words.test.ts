import {expect, test} from 'vitest';
import {wrapWords} from '../../components/wrap-words.js';

test.each([
  ['breaks between words', 'No tasks yet. Press n.', 13, 9, ['No tasks yet.', 'Press n.']],
  ['keeps a line that fits exactly', 'abc def', 7, 9, ['abc def']],
  ['cuts a word that is too long', 'a incomprehensible word', 8, 9, ['a', 'incompr…', 'word']],
  ['ends in an ellipsis when the lines are used up', 'one two three four', 8, 2, ['one two', 'three f…']],
  ['counts columns, not characters', '日本 語語 a', 6, 9, ['日本', '語語 a']],
  ['gives nothing without room', 'text', 0, 9, []],
  ['gives nothing without lines', 'text', 9, 0, []],
])('wrapping %s', (_, text, width, height, expected) => {
  expect(wrapWords(text, width, height)).toEqual(expected);
});
