import stringWidth from 'string-width';

/** One column of a line: what stands there and how it looks. A wide character is followed by an empty cell. */
export interface Cell {
  text: string;
  /** The SGR sequence that makes the look, '' for plain. */
  style: string;
}

/** Cells are shared and never changed. */
export const BLANK: Cell = {text: ' ', style: ''};

export interface Line {
  cells: Cell[];
  /** Terminals disagree on how wide some characters are; such a line is only ever drawn as a whole. */
  isDisputed: boolean;
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const ESCAPE = '\u001b';
const PIECE = /\u001b\[([0-9;:]*)m|\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|.)|[^\u001b]+/gs;
const ASCII = /^[\x20-\x7e]*$/;
/**
 * One column in some terminals, two or none in others: symbols shown as emoji, marks, letters that are put together,
 * and whatever came to Unicode after the tables of a terminal were written, which is most of what is above its first plane.
 */
const disputed =
  /\p{M}|\p{C}|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]|[\u{10000}-\u{1ffff}\u{e0000}-\u{10ffff}]/u;

export const isDisputed = (character: string): boolean => disputed.test(character);

/** A line of Ink's output as cells. What is left of the width is plain space. */
export function parseLine(line: string, width: number): Line {
  const {cells, isDisputed} = parseCells(line);
  while (cells.length < width) cells.push(BLANK);
  return {cells: cutCells(cells, width), isDisputed};
}

/** As many cells as the text has columns. */
export function parseCells(text: string): Line {
  const cells: Cell[] = [];
  let hasDisputed = false;
  let style = '';
  for (const [piece, codes] of text.matchAll(PIECE)) {
    if (piece.startsWith(ESCAPE)) {
      if (codes !== undefined) style = nextStyle(style, codes);
      continue;
    }
    if (ASCII.test(piece)) for (const text of piece) cells.push({text, style});
    else hasDisputed = pushClusters(cells, piece, style) || hasDisputed;
  }
  return {cells, isDisputed: hasDisputed};
}

/** A wide character whose second half would be cut off goes whole. */
function cutCells(cells: Cell[], width: number): Cell[] {
  let end = width;
  while (cells[end]?.text === '') end -= 1;
  return end >= width ? cells.slice(0, width) : [...cells.slice(0, end), ...new Array<Cell>(width - end).fill(BLANK)];
}

function pushClusters(cells: Cell[], text: string, style: string): boolean {
  let hasDisputed = false;
  for (const {segment} of segmenter.segment(text)) {
    const width = stringWidth(segment);
    if (width === 0) continue;
    hasDisputed ||= isDisputed(segment);
    cells.push({text: segment, style});
    for (let column = 1; column < width; column++) cells.push({text: '', style});
  }
  return hasDisputed;
}

/** Ink closes each attribute by its own code; a full reset or a lone code starts over, others add up. */
function nextStyle(style: string, codes: string): string {
  const attributes = new Map(style === '' ? [] : style.split('\u0000').map((one) => [slotOf(one), one]));
  for (const code of groupCodes(codes)) {
    const slot = slotOf(code);
    if (slot === 'reset') attributes.clear();
    else if (slot.startsWith('-')) for (const closed of slot.slice(1).split(',')) attributes.delete(closed);
    else attributes.set(slot, code);
  }
  return [...attributes.values()].join('\u0000');
}

/** `38;5;12` and `48;2;1;2;3` are one code each. */
function groupCodes(codes: string): string[] {
  const parts = codes === '' ? ['0'] : codes.split(';');
  const grouped: string[] = [];
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '0';
    const length = part !== '38' && part !== '48' ? 1 : parts[at + 1] === '5' ? 3 : 5;
    grouped.push(parts.slice(at, at + length).join(';'));
    at += length - 1;
  }
  return grouped;
}

/** Which attribute a code sets; '-x' = it ends attribute x. */
function slotOf(code: string): string {
  const number = Number(code.split(/[;:]/)[0]);
  if (number === 0) return 'reset';
  if (number === 22) return '-1,2';
  if (number === 39) return '-color';
  if (number === 49) return '-background';
  if (number >= 23 && number <= 29) return `-${number - 20}`;
  if ((number >= 30 && number <= 38) || (number >= 90 && number <= 97)) return 'color';
  if ((number >= 40 && number <= 48) || (number >= 100 && number <= 107)) return 'background';
  return String(number);
}

/** The sequence that gives just this look, whatever was before. */
export const sgr = (style: string): string =>
  style === '' ? `${ESCAPE}[m` : `${ESCAPE}[0;${style.replaceAll('\u0000', ';')}m`;
