export type Glyphs = typeof unicodeGlyphs;
export type BorderGlyphs = ReturnType<typeof borderOf>;

export const unicodeGlyphs = {
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
  up: '↑',
  down: '↓',
  thumb: '┃',
  barFull: '█',
  barEmpty: '░',
  /** From the lowest to the highest value. */
  spark: '▁▂▃▅▇',
};

export const asciiGlyphs: Glyphs = {
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
  up: '^',
  down: 'v',
  thumb: '#',
  barFull: '#',
  barEmpty: '.',
  spark: '_.-+#',
};

export const roundBorder = borderOf('╭╮╰╯', '─', '│');
export const asciiBorder = borderOf('++++', '-', '|');

function borderOf(corners: string, across: string, down: string) {
  const [topLeft = '', topRight = '', bottomLeft = '', bottomRight = ''] = corners;
  return {topLeft, top: across, topRight, right: down, bottomRight, bottom: across, bottomLeft, left: down};
}
