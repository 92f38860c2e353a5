import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {paint} from '../../components/paint.js';
import {themeFor, unstyled} from '../../components/theme.js';

const utf8 = {LANG: 'en_US.UTF-8', TERM: 'xterm-256color'};
const colours = (theme: ReturnType<typeof themeFor>) => Object.values(theme.style).filter((style) => style.color);

describe('colours', () => {
  test.each([
    ['a common terminal has them', {}, true],
    ['NO_COLOR takes them away', {NO_COLOR: '1'}, false],
    ['an empty NO_COLOR means nothing', {NO_COLOR: ''}, true],
    ['a dumb terminal has none', {TERM: 'dumb'}, false],
    ['FORCE_COLOR=0 takes them away', {FORCE_COLOR: '0'}, false],
    ['FORCE_COLOR=false takes them away', {FORCE_COLOR: 'false'}, false],
    ['FORCE_COLOR wins over NO_COLOR', {FORCE_COLOR: '1', NO_COLOR: '1'}, true],
    ['FORCE_COLOR wins over a dumb terminal', {FORCE_COLOR: '', TERM: 'dumb'}, true],
  ])('%s', (_, env, expected) => {
    const theme = themeFor({...utf8, ...env});
    expect(theme.hasColor).toBe(expected);
    expect(colours(theme).length > 0).toBe(expected);
  });

  test('without colours the bar of the cursor is still inverse', () => {
    expect(themeFor({...utf8, NO_COLOR: '1'}).style.selection).toEqual({inverse: true});
  });

  test('a dumb terminal gets no control sequences at all', () => {
    const {style} = themeFor({TERM: 'dumb'});
    for (const look of Object.values(style)) expect(paint('text', look)).toBe('text');
  });

  test('an unstyled theme keeps the glyphs and drops every look', () => {
    const theme = unstyled(themeFor(utf8));
    expect(theme.glyphs).toBe(themeFor(utf8).glyphs);
    for (const look of Object.values(theme.style)) expect(paint('text', look)).toBe('text');
  });

  test('only the sixteen colours of the terminal are used', () => {
    const drawn = Object.values(themeFor(utf8).style)
      .map((style) => paint('x', style))
      .join('');
    expect(drawn.match(/\d+(?=m)/g)?.every((code) => Number(code) < 50)).toBe(true);
    expect(drawn).not.toContain(';');
  });
});

describe('glyphs', () => {
  test.each([
    ['LANG says UTF-8', {LANG: 'de_DE.UTF-8'}, false],
    ['LANG says utf8', {LANG: 'C.utf8'}, false],
    ['LANG says something else', {LANG: 'de_DE.ISO-8859-1'}, true],
    ['no locale is set', {}, true],
    ['LC_ALL outranks LANG', {LC_ALL: 'C', LANG: 'C.UTF-8'}, true],
    ['LC_ALL outranks LC_CTYPE', {LC_ALL: 'C', LC_CTYPE: 'C.UTF-8'}, true],
    ['LC_CTYPE outranks LANG', {LC_CTYPE: 'C.UTF-8', LANG: 'C'}, false],
    ['an empty LC_ALL counts as not set', {LC_ALL: '', LANG: 'C.UTF-8'}, false],
    ['the Linux console is in use', {...utf8, TERM: 'linux'}, true],
    ['the terminal is dumb', {...utf8, TERM: 'dumb'}, true],
    ['Windows sets no locale', {OS: 'Windows_NT'}, false],
  ])('the glyphs are the right ones when %s', (_, env, isAscii) => {
    expect(themeFor(env).isAscii).toBe(isAscii);
  });

  test('the ASCII set holds only ASCII', () => {
    const {glyphs, border, states} = themeFor({});
    const all = [...Object.values(glyphs), ...Object.values(border), ...Object.values(states).map(({glyph}) => glyph)];
    expect(all.join('')).toMatch(/^[\x20-\x7e]+$/);
  });

  test('every glyph is one column wide and never drawn as an emoji', () => {
    const {glyphs, border, states} = themeFor(utf8);
    const {lineBreak, ...single} = glyphs;
    const all = [...Object.values(single), ...Object.values(border), ...Object.values(states).map(({glyph}) => glyph)];
    for (const glyph of all.flatMap((sign) => [...sign])) {
      expect(stringWidth(glyph), glyph).toBe(1);
      expect(glyph).not.toMatch(/\p{Extended_Pictographic}/u);
    }
    expect(stringWidth(lineBreak)).toBe(3);
  });

  test.each([utf8, {}])('every state has its own glyph and its word', (env) => {
    const {states} = themeFor(env);
    expect(new Set(Object.values(states).map(({glyph}) => glyph)).size).toBe(8);
    for (const [word, look] of Object.entries(states)) expect(look.word).toBe(word);
  });
});

describe('painting', () => {
  test('a look is opened before the text and closed after it', () => {
    expect(paint('x', {color: 'red'})).toBe('\x1b[31mx\x1b[39m');
    expect(paint('x', {color: 'cyan', bold: true})).toBe('\x1b[1m\x1b[36mx\x1b[39m\x1b[22m');
    expect(paint('x', {dimColor: true})).toBe('\x1b[2mx\x1b[22m');
    expect(paint('x', {inverse: true})).toBe('\x1b[7mx\x1b[27m');
  });

  test('nothing stays nothing', () => {
    expect(paint('', {inverse: true})).toBe('');
  });
});
