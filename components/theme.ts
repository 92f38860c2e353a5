import type {TaskState} from '../state/task-states.js';

/** Every colour on the screen stands for one of these. */
export type Meaning =
  | 'good'
  | 'bad'
  | 'warn'
  | 'busy'
  | 'muted'
  | 'accent'
  | 'title'
  | 'border'
  | 'focus'
  | 'selection'
  | 'plain';

/** Props of Ink's <Text>. */
export interface TextStyle {
  color?: string;
  dimColor?: boolean;
  bold?: boolean;
  inverse?: boolean;
}

export interface StateLook {
  glyph: string;
  word: TaskState;
  meaning: Meaning;
}

export interface Theme {
  hasColor: boolean;
  isAscii: boolean;
  style: Readonly<Record<Meaning, TextStyle>>;
  glyphs: Glyphs;
  /** For Ink's <Box borderStyle>. */
  border: BorderGlyphs;
  states: Readonly<Record<TaskState, StateLook>>;
}

export type Glyphs = typeof unicode;
export type BorderGlyphs = ReturnType<typeof borderOf>;

const unicode = {
  cursor: '▸',
  mark: '✓',
  good: '✓',
  bad: '✗',
  warn: '!',
  busy: '●',
  partly: '◐',
  idle: '○',
  ellipsis: '…',
  lineBreak: ' ⏎ ',
  separator: '·',
  thumb: '┃',
  barFull: '█',
  barEmpty: '░',
  /** From the lowest to the highest value. */
  spark: '▁▂▃▅▇',
};

const ascii: Glyphs = {
  cursor: '>',
  mark: '+',
  good: '+',
  bad: 'x',
  warn: '!',
  busy: '*',
  partly: '%',
  idle: 'o',
  ellipsis: '~',
  lineBreak: ' / ',
  separator: '-',
  thumb: '#',
  barFull: '#',
  barEmpty: '.',
  spark: '_.-+#',
};

const roundBorder = borderOf('╭╮╰╯', '─', '│');
const asciiBorder = borderOf('++++', '-', '|');

/**
 * Only names from the terminal's own sixteen colours, which its owner chose to be readable on the background.
 * Muted is dim, not bright black: some palettes give that the colour of the background.
 */
const coloured: Readonly<Record<Meaning, TextStyle>> = {
  good: {color: 'green'},
  bad: {color: 'red'},
  warn: {color: 'yellow'},
  busy: {color: 'cyan'},
  muted: {dimColor: true},
  accent: {color: 'magenta'},
  title: {bold: true},
  border: {dimColor: true},
  focus: {color: 'cyan', bold: true},
  selection: {inverse: true},
  plain: {},
};

const stateGlyphs: Readonly<Record<TaskState, readonly [unicode: string, ascii: string, meaning: Meaning]>> = {
  waiting: ['◌', '.', 'plain'],
  ready: ['○', 'o', 'plain'],
  running: ['●', '*', 'busy'],
  held: ['■', '!', 'warn'],
  review: ['◆', '?', 'accent'],
  done: ['✓', '+', 'good'],
  failed: ['✗', 'x', 'bad'],
  cancelled: ['⊘', '-', 'muted'],
};

type Env = Readonly<Record<string, string | undefined>>;

export function themeFor(env: Env): Theme {
  const hasColor = wantsColor(env);
  const isAscii = !speaksUnicode(env);
  return {
    hasColor,
    isAscii,
    style: hasColor ? coloured : colourless(isPlainTerminal(env)),
    glyphs: isAscii ? ascii : unicode,
    border: isAscii ? asciiBorder : roundBorder,
    states: lookFor(isAscii),
  };
}

/** FORCE_COLOR outranks NO_COLOR, as in Node and chalk; an empty NO_COLOR counts as not set (no-color.org). */
function wantsColor(env: Env): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return !env.NO_COLOR && !isPlainTerminal(env);
}

/** A console without a locale setting is a Windows one, which speaks UTF-8; elsewhere none means the C locale. */
function speaksUnicode(env: Env): boolean {
  if (env.TERM === 'linux' || isPlainTerminal(env)) return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale ? /utf-?8/i.test(locale) : env.OS === 'Windows_NT';
}

function isPlainTerminal(env: Env): boolean {
  return env.TERM === 'dumb';
}

/** NO_COLOR asks for no colour, and still allows bold, dim and inverse; a dumb terminal has none of them. */
function colourless(isBare: boolean): Theme['style'] {
  const style = {...coloured};
  for (const meaning of Object.keys(style) as Meaning[]) {
    const {color: _, ...rest} = style[meaning];
    style[meaning] = isBare ? {} : rest;
  }
  return style;
}

function lookFor(isAscii: boolean): Theme['states'] {
  const looks = {} as Record<TaskState, StateLook>;
  for (const word of Object.keys(stateGlyphs) as TaskState[]) {
    const [unicodeGlyph, asciiGlyph, meaning] = stateGlyphs[word];
    looks[word] = {glyph: isAscii ? asciiGlyph : unicodeGlyph, word, meaning};
  }
  return looks;
}

function borderOf(corners: string, across: string, down: string) {
  const [topLeft = '', topRight = '', bottomLeft = '', bottomRight = ''] = corners;
  return {topLeft, top: across, topRight, right: down, bottomRight, bottom: across, bottomLeft, left: down};
}
