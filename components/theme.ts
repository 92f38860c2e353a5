import {stateGlyphs} from '../src/tasks/state-glyphs.js';
import type {TaskState} from '../state/task-states.js';
import {asciiBorder, asciiGlyphs, type BorderGlyphs, type Glyphs, roundBorder, unicodeGlyphs} from './glyphs.js';
import {type Meaning, paletteFor, type TextStyle} from './palettes.js';
import {type Background, backgroundOfEnv, colorsOf, type Env, isPlainTerminal} from './terminal-colors.js';

export type {ColorName, Meaning, TextStyle} from './palettes.js';

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

/** The background is told by whoever asked the terminal; a variable of the environment may say it as well. */
export function themeFor(env: Env, background: Background | undefined = backgroundOfEnv(env)): Theme {
  const colors = colorsOf(env);
  const isAscii = !speaksUnicode(env);
  const palette = paletteFor(colors, background);
  return {
    hasColor: colors > 0,
    isAscii,
    style: colors > 0 ? palette : colourless(isPlainTerminal(env)),
    glyphs: isAscii ? asciiGlyphs : unicodeGlyphs,
    border: isAscii ? asciiBorder : roundBorder,
    states: lookFor(isAscii),
  };
}

/** A console without a locale setting is a Windows one, which speaks UTF-8; elsewhere none means the C locale. */
function speaksUnicode(env: Env): boolean {
  if (env.TERM === 'linux' || isPlainTerminal(env)) return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale ? /utf-?8/i.test(locale) : env.OS === 'Windows_NT';
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
  const entries = Object.entries(paletteFor(16, undefined)).map(([meaning, style]) => [meaning, change(style)]);
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
