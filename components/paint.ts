import type {Span} from './page-lines.js';
import type {ColorName, TextStyle, Theme} from './theme.js';

const foreground: Readonly<Record<string, number>> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
};

/** The look as control sequences, for text that goes to <Lines>; elsewhere the style is given to <Text>. */
export function paint(text: string, {color, dimColor, bold, inverse}: TextStyle): string {
  if (text === '') return text;
  let painted = text;
  if (color !== undefined) painted = `\u001b[${codeOf(color)}m${painted}\u001b[39m`;
  if (dimColor) painted = `\u001b[2m${painted}\u001b[22m`;
  if (bold) painted = `\u001b[1m${painted}\u001b[22m`;
  if (inverse) painted = `\u001b[7m${painted}\u001b[27m`;
  return painted;
}

/** `ansi256(94)` is one of 256 colours, the rest are names. */
const codeOf = (color: ColorName): string => {
  const number = /^ansi256\((\d+)\)$/.exec(color)?.[1];
  return number === undefined ? String(foreground[color] ?? 39) : `38;5;${number}`;
};

export const paintLine = (spans: readonly Span[], style: Theme['style']): string =>
  spans.map(({text, meaning}) => paint(text, style[meaning])).join('');
