import type {Background, Colors} from './terminal-colors.js';

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

export type ColorName = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | `ansi256(${number})`;

/** Props of Ink's <Text>. */
export interface TextStyle {
  color?: ColorName;
  dimColor?: boolean;
  bold?: boolean;
  inverse?: boolean;
}

export type Palette = Readonly<Record<Meaning, TextStyle>>;

/**
 * Only names from the terminal's own sixteen colours, which its owner chose to be readable on the background.
 * Muted is dim, not bright black: some palettes give that the colour of the background.
 */
const sixteen: Palette = {
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

/** Some terminals dim so much that nothing is left; where the background is known, a grey is chosen for it. */
const onDark: Palette = {...sixteen, muted: {color: 'ansi256(246)'}, border: {color: 'ansi256(241)'}};

/** Yellow and cyan cannot be read on white. */
const sixteenOnLight: Palette = {
  ...sixteen,
  warn: {color: 'magenta', bold: true},
  busy: {color: 'blue'},
  focus: {color: 'blue', bold: true},
  found: {color: 'red', bold: true},
};

/** Each has a contrast of at least 4.5 to white. */
const onLight: Palette = {
  ...sixteenOnLight,
  good: {color: 'ansi256(22)'},
  bad: {color: 'ansi256(124)'},
  warn: {color: 'ansi256(94)'},
  busy: {color: 'ansi256(24)'},
  muted: {color: 'ansi256(240)'},
  accent: {color: 'ansi256(90)'},
  border: {color: 'ansi256(245)'},
  focus: {color: 'ansi256(24)', bold: true},
  found: {color: 'ansi256(124)', bold: true},
};

/** What each meaning looks like; without a known background, the sixteen colours of the terminal's owner. */
export function paletteFor(colors: Colors, background: Background | undefined): Palette {
  if (background === 'light') return colors > 16 ? onLight : sixteenOnLight;
  return background === 'dark' && colors > 16 ? onDark : sixteen;
}
