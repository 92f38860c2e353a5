import {stateGlyphs} from '../src/tasks/state-glyphs.js';
import type {TaskState} from '../state/task-states.js';
import {asciiBorder, asciiGlyphs, type BorderGlyphs, type Glyphs, roundBorder, unicodeGlyphs} from './glyphs.js';

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
  | 'found'
  | 'plain';

export type ColorName = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** Props of Ink's <Text>. */
export interface TextStyle {
  color?: ColorName;
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
  found: {color: 'yellow', bold: true},
  plain: {},
};

const stateMeanings: Readonly<Record<TaskState, Meaning>> = {
  waiting: 'plain',
  ready: 'plain',
  running: 'busy',
  held: 'warn',
  review: 'accent',
  done: 'good',
  failed: 'bad',
  cancelled: 'muted',
};

type Env = Readonly<Record<string, string | undefined>>;

export function themeFor(env: Env): Theme {
  const hasColor = wantsColor(env);
  const isAscii = !speaksUnicode(env);
  return {
    hasColor,
    isAscii,
    style: hasColor ? coloured : colourless(isPlainTerminal(env)),
    glyphs: isAscii ? asciiGlyphs : unicodeGlyphs,
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
  return mapStyles(({color: _, ...rest}) => (isBare ? {} : rest));
}

/** Text and nothing else: what tests read, and what a file or a pipe should get. */
export function unstyled(theme: Theme): Theme {
  return {...theme, hasColor: false, style: mapStyles(() => ({}))};
}

function mapStyles(change: (style: TextStyle) => TextStyle): Theme['style'] {
  const entries = Object.entries(coloured).map(([meaning, style]) => [meaning, change(style)]);
  return Object.fromEntries(entries) as Theme['style'];
}

function lookFor(isAscii: boolean): Theme['states'] {
  const looks = {} as Record<TaskState, StateLook>;
  for (const word of Object.keys(stateGlyphs) as TaskState[]) {
    const {unicode, ascii} = stateGlyphs[word];
    looks[word] = {glyph: isAscii ? ascii : unicode, word, meaning: stateMeanings[word]};
  }
  return looks;
}
