import {expect, test} from 'vitest';
import {paletteFor} from '../../components/palettes.js';
import {backgroundOfEnv, backgroundOfReply, chalkLevel, colorsOf} from '../../components/terminal-colors.js';

test.each([
  [{TERM: 'xterm'}, 16],
  [{TERM: 'xterm-256color'}, 256],
  [{TERM: 'tmux-256color', COLORTERM: 'truecolor'}, 16_777_216],
  [{TERM: 'xterm-direct'}, 16_777_216],
  [{TERM: 'dumb'}, 0],
  [{TERM: 'xterm-256color', NO_COLOR: '1'}, 0],
  [{TERM: 'xterm-256color', NO_COLOR: ''}, 256],
  [{TERM: 'xterm-256color', NO_COLOR: '1', FORCE_COLOR: '1'}, 256],
  [{TERM: 'dumb', FORCE_COLOR: '1'}, 16],
  [{TERM: 'xterm', FORCE_COLOR: '2'}, 256],
  [{TERM: 'xterm', FORCE_COLOR: '3'}, 16_777_216],
  [{TERM: 'xterm-256color', FORCE_COLOR: '0'}, 0],
])('%o has %i colours', (env, colors) => {
  expect(colorsOf(env)).toBe(colors);
});

test('without colour Ink still writes bold and dim, but not to a dumb terminal', () => {
  expect(chalkLevel({TERM: 'xterm', NO_COLOR: '1'})).toBe('1');
  expect(chalkLevel({TERM: 'dumb'})).toBe('0');
});

test.each([
  ['15;0', 'dark'],
  ['0;15', 'light'],
  ['0;default;15', 'light'],
  ['0;7', 'light'],
  ['12;8', 'dark'],
  ['default;default', undefined],
  ['', undefined],
])('COLORFGBG=%s is %s', (COLORFGBG, background) => {
  expect(backgroundOfEnv({COLORFGBG})).toBe(background);
});

test.each([
  ['11;rgb:ffff/ffff/dddd', 'light'],
  ['11;rgb:00/2b/36', 'dark'],
  ['11;rgba:fdfd/f6f6/e3e3/ffff', 'light'],
  ['11;rgb:0/0/0', 'dark'],
  ['10;rgb:ffff/ffff/ffff', undefined],
  ['11;?', undefined],
])('the answer %s is %s', (reply, background) => {
  expect(backgroundOfReply(reply)).toBe(background);
});

/** Of the six by six by six colours and the greys. */
function luminance(number: number): number {
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40) / 255;
  const at = number - 16;
  const parts =
    number >= 232
      ? Array.from({length: 3}, () => (8 + (number - 232) * 10) / 255)
      : [level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)];
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('each colour that is chosen for a background can be read on it', () => {
  for (const [background, ground] of [
    ['light', 1],
    ['dark', luminance(16)],
  ] as const) {
    for (const [meaning, {color = ''}] of Object.entries(paletteFor(256, background))) {
      const number = /^ansi256\((\d+)\)$/.exec(color)?.[1];
      if (number === undefined) continue;
      const [high, low] = [luminance(Number(number)), ground].sort((a, b) => b - a) as [number, number];
      // A border is no text.
      expect((high + 0.05) / (low + 0.05), `${meaning} on ${background}`).toBeGreaterThan(
        meaning === 'border' ? 3 : 4.5,
      );
    }
  }
});

test('neither yellow nor dim is used on a light background with many colours, nor yellow with few', () => {
  const looks = Object.values(paletteFor(256, 'light'));
  expect(looks.filter(({color, dimColor}) => color === 'yellow' || dimColor)).toEqual([]);
  expect(Object.values(paletteFor(16, 'light')).filter(({color}) => color === 'yellow' || color === 'cyan')).toEqual(
    [],
  );
});
