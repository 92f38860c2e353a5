import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {clean, fit as fitText, pad, truncate, truncateStart, widthOf} from '../../components/text.js';

const family = '👩‍👩‍👧‍👦';
const accent = '\u0301';

describe('clean', () => {
  test.each([
    ['plain text as it is', 'Add JWT (src/**)', 'Add JWT (src/**)'],
    ['letters of other scripts', 'Größe 日本語 שלום', 'Größe 日本語 שלום'],
    ['no colours', '\x1b[1;31mred\x1b[0m', 'red'],
    ['no colours in the eight-bit form', '\x9b31mred\x9b0m', 'red'],
    ['no cursor movement and no cleared screen', 'a\x1b[2J\x1b[10;10H\x1b[?25lb', 'ab'],
    ['no title', '\x1b]0;owned\x07title', 'title'],
    ['the words of a hyperlink without its address', '\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\', 'click'],
    ['no clipboard write', 'a\x1b]52;c;cm0gLXJm\x07b', 'ab'],
    ['no device control string, even over several lines', 'a\x1bPq#0\n;2~~\x1b\\b', 'ab'],
    ['no message to the program or the terminal', 'a\x1b_G payload\x1b\\b\x1b^x\x1b\\c', 'abc'],
    ['no reset and no other character set', 'a\x1bcb\x1b(0c', 'abc'],
    ['no sequence that is not finished', 'done\x1b[3', 'done'],
    ['the lines after an unfinished title', 'a\x1b]0;b\nc', 'a ⏎ c'],
    ['no bell, backspace or delete', 'a\x07b\bc\x7fd', 'abcd'],
    ['no direction overrides, isolates or marks', 'a\u202egnp.exe\u2066b\u2069\u200f', 'agnp.exeb'],
    ['no zero-width characters', 'pay\u200bpal\u2060\ufeff\u00ad\u034f', 'paypal'],
    ['no hidden tag characters', 'ok\u{e0068}\u{e0069}', 'ok'],
    ['no selectors and joiners outside emoji', 'a\ufe0fb\u200dc\u{e0101}', 'abc'],
    ['a family of emoji', `a ${family} b`, `a ${family} b`],
    ['emoji with selector, skin, key cap and flags', '❤️👍🏽1️⃣🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿', '❤️👍🏽1️⃣🇩🇪🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['no endless chain of joined emoji', '👩\u200d'.repeat(50), '👩\u200d👩\u200d👩\u200d👩'.repeat(12) + '👩\u200d👩'],
    ['no tower of marks', `e${accent.repeat(90)}x`, `e${accent.repeat(4)}x`],
    ['no mark that would join what stands before it', `${accent}${accent}a`, 'a'],
    ['no skin without an emoji', '🏽a', 'a'],
    ['tabs as spaces', 'a\tb', 'a  b'],
    ['line breaks that can be seen', 'npm test\r\n  rm -rf /', 'npm test ⏎ rm -rf /'],
    ['every kind of line break', 'a\nb\rc\vd\fe\x85f\u2028g\u2029h', 'a ⏎ b ⏎ c ⏎ d ⏎ e ⏎ f ⏎ g ⏎ h'],
    ['no line breaks at the ends', '\n\na\n', 'a'],
    ['half a surrogate pair as a replacement', 'a\ud83db', 'a\ufffdb'],
  ])('keeps %s', (_, dirty, expected) => {
    expect(clean(dirty)).toBe(expected);
  });

  test('draws line breaks with the sign it is given', () => {
    expect(clean('a\nb', ' / ')).toBe('a / b');
  });

  test.each(['\x1b]', '\x9d\n', '\x1b[', 'x\n', '\n', accent, '👩\u200d', '\x1bP\n', ' \t', '\u{1f3f4}\u{e0061}'])(
    'text made to be slow does not hold up the screen: %j',
    (part) => {
      // In quadratic time this runs into the deadline of the suite.
      expect(clean(`é${part.repeat(400_000)}`)).toMatch(/^é/);
    },
  );
});

describe('truncate', () => {
  test.each([
    ['short text', 'abc', 5, 'abc'],
    ['text that fits exactly', 'abcde', 5, 'abcde'],
    ['text that is too long', 'abcdef', 5, 'abcd…'],
    ['one column of room', 'abc', 1, '…'],
    ['one column of room for one character', 'a', 1, 'a'],
    ['no room', 'abc', 0, ''],
    ['less than no room', 'abc', -3, ''],
    ['room that is not a number', 'abc', Number.NaN, ''],
    ['wide characters', '日本語テキスト', 7, '日本語…'],
    ['a wide character that would stick out', '日本語テキスト', 6, '日本…'],
    ['a wide character in one column', '日', 1, '…'],
    ['a family that does not fit', `ab${family}cd`, 4, 'ab…'],
    ['a family that fits', `ab${family}cd`, 5, `ab${family}…`],
    ['flags', '🇩🇪🇫🇷🇮🇹', 5, '🇩🇪🇫🇷…'],
    ['letters with marks', `e${accent}`.repeat(5), 3, `e${accent}e${accent}…`],
    ['right-to-left text', 'שלום עולם', 5, 'שלום…'],
    ['coloured text', '\x1b[31mabcdef\x1b[0m', 4, 'abc…'],
    ['lines', 'a\nbcdef', 6, 'a ⏎ b…'],
  ])('cuts %s to the columns there are', (_, text, width, expected) => {
    expect(truncate(text, width)).toBe(expected);
  });

  test('a name of 300 characters is cut to its cell', () => {
    expect(truncate('n'.repeat(300), 10)).toBe('nnnnnnnnn…');
    expect(truncate('名'.repeat(300), 10)).toBe('名名名名…');
  });

  test('a text of a million characters is cut as well', () => {
    expect(truncate('a'.repeat(1_000_000), 5)).toBe('aaaa…');
    expect(truncate('é'.repeat(1_000_000), 5)).toBe('éééé…');
  });

  test('the marks of the theme take the place of the ellipsis and the line break', () => {
    const marks = {ellipsis: '~', lineBreak: ' / '};
    expect(truncate('abcdef', 4, marks)).toBe('abc~');
    expect(truncate('é\nbcdef', 6, marks)).toBe('é / b~');
    expect(truncate('é\nbcdef', 6)).toBe('é ⏎ b…');
  });

  test('many different texts do not confuse each other', () => {
    for (let n = 0; n < 6000; n++)
      expect(truncate(`é${n} and more`, 6)).toBe(truncate(`e${n} and more`, 6).replace('e', 'é'));
  });
});

describe('truncateStart', () => {
  test.each([
    ['a path', 'src/auth/token.ts', 9, '…token.ts'],
    ['a short path', 'a.ts', 9, 'a.ts'],
    ['wide characters', '日本語テキスト', 6, '…スト'],
    ['one column of room', 'abc', 1, '…'],
    ['no room', 'abc', 0, ''],
    ['control sequences', '\x1b[31mabcdef\x1b[0m', 4, '…def'],
  ])('keeps the end of %s', (_, text, width, expected) => {
    expect(truncateStart(text, width)).toBe(expected);
  });

  test('a cut inside a long text leaves no tail of a control sequence', () => {
    expect(truncateStart(`\x1b]0;${'x'.repeat(9000)}\x07end`, 20)).toBe('end');
  });
});

describe('pad and fit', () => {
  test.each([
    ['left', 'ab', 'ab  '],
    ['right', 'ab', '  ab'],
    ['left', '日', '日  '],
    ['right', '日', '  日'],
  ] as const)('text is padded on the side away from the %s', (align, text, expected) => {
    expect(pad(text, 4, align)).toBe(expected);
    expect(fitText(text, 4, align)).toBe(expected);
  });

  test('a wide character that had to go leaves a blank', () => {
    expect(fitText('日本語', 4)).toBe('日… ');
    expect(fitText('日本語', 4, 'right')).toBe(' 日…');
  });

  test('the same text fits different widths and sides', () => {
    expect([fitText('é', 2), fitText('é', 3), fitText('é', 3, 'right')]).toEqual(['é ', 'é  ', '  é']);
  });

  test('any text whatever fits exactly and holds nothing that could leave its cell', () => {
    const random = generator(20_261_120);
    for (let n = 0; n < 8000; n++) {
      const text = randomText(random);
      const width = Math.floor(random() * 14);
      const codes = [...text].map((character) => character.codePointAt(0)?.toString(16)).join(' ');
      for (const align of ['left', 'right'] as const) {
        expect(stringWidth(fitText(text, width, align)), `${width} columns of ${codes}`).toBe(width);
      }
      expect(stringWidth(truncate(text, width)), codes).toBeLessThanOrEqual(width);
      expect(stringWidth(truncateStart(text, width)), codes).toBeLessThanOrEqual(width);
      expect(widthOf(clean(text)), codes).toBe(stringWidth(clean(text)));
      expect(clean(clean(text)), codes).toBe(clean(text));
      expect(clean(text), codes).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    }
  });
});

const tricky = [
  ...['日', 'ﾊﾞ', '한', '각', family, '🇩🇪', '🇩', '❤️', '1️⃣', '👍🏽', '🏽', accent, '\u20e3', '\u200d', '\ufe0f', 'ש', 'ع'],
  ...['\x1b[31m', '\x1b]0;t\x07', '\x1b]8;;u\x1b\\', '\x1bP', '\x9b', '\x1b', '\n', '\t', '\u202e', '\u0600', '\u0d4e'],
  ...['ก\u0e33', 'க\u0bbe', '\u1160', '\ud83d', '\udc00', '…', 'ab', ' '],
];

function randomText(random: () => number): string {
  let text = '';
  const parts = Math.floor(random() * 10);
  for (let n = 0; n < parts; n++) {
    const range = [0x80, 0x400, 0x3000, 0x20000, 0x110000][Math.floor(random() * 5)] ?? 0x80;
    const isTricky = random() < 0.4;
    text += isTricky
      ? tricky[Math.floor(random() * tricky.length)]
      : String.fromCodePoint(Math.floor(random() * range));
  }
  return text;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
