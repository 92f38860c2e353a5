import stringWidth from 'string-width';
import {plain} from '../src/plain.js';

export type Align = 'left' | 'right';

/** Signs of our own inside foreign text; both sets of glyphs in the theme have them. */
export interface Marks {
  /** One column wide. */
  ellipsis: string;
  lineBreak: string;
}

const unicodeMarks: Marks = {ellipsis: '…', lineBreak: ' ⏎ '};
const plainText = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** One line of text that may come from anywhere, as the screen can show it. */
export const clean = (text: string, lineBreak = unicodeMarks.lineBreak): string => plain(text, lineBreak);

/** Columns of text that is clean already. Clusters do not influence each other's width, and measuring one is slow. */
export function widthOf(text: string): number {
  if (plainText.test(text)) return text.length;
  let width = 0;
  for (const {segment} of segmenter.segment(text)) width += clusterWidth(segment);
  return width;
}

const clusterWidths = new Map<string, number>();

function clusterWidth(cluster: string): number {
  const known = clusterWidths.get(cluster);
  if (known !== undefined) return known;
  if (clusterWidths.size >= 5000) clusterWidths.clear();
  const width = stringWidth(cluster);
  clusterWidths.set(cluster, width);
  return width;
}

/** No cell shows more; what lies beyond is not worth reading. */
const longest = 4000;
const remembered = new Map<string, string>();

/** Dropping everything at once keeps the memory bounded, and a screenful is soon made again. */
function remember(key: string, make: () => string): string {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  if (remembered.size >= 2000) remembered.clear();
  const made = make();
  remembered.set(key, made);
  return made;
}

/** Cleans, and cuts to `width` columns between grapheme clusters; a wide character that does not fit goes whole. */
export function truncate(text: string, width: number, marks = unicodeMarks): string {
  if (!(width > 0)) return '';
  const near = text.length > longest ? text.slice(0, longest) + marks.ellipsis : text;
  if (plainText.test(near)) return near.length <= width ? near : near.slice(0, width - 1) + marks.ellipsis;
  return remember(`${marks.ellipsis}>${width} ${near}`, () => {
    const shown = clean(near, marks.lineBreak);
    return widthOf(shown) <= width ? shown : keep(clusters(shown), width - 1).join('') + marks.ellipsis;
  });
}

/** For paths and ids, whose end tells more than their start. */
export function truncateStart(text: string, width: number, marks = unicodeMarks): string {
  if (!(width > 0)) return '';
  // A cut from the front could leave the tail of a control sequence, so a long text is cleaned whole.
  const near = text.length > longest ? clean(text, marks.lineBreak).slice(-longest) : text;
  if (plainText.test(near)) {
    return near.length <= width ? near : marks.ellipsis + near.slice(near.length - width + 1);
  }
  return remember(`${marks.ellipsis}<${width} ${near}`, () => {
    const shown = clean(near, marks.lineBreak);
    if (widthOf(shown) <= width) return shown;
    return (
      marks.ellipsis +
      keep(clusters(shown).reverse(), width - 1)
        .reverse()
        .join('')
    );
  });
}

/** For clean text; one that is too wide stays as it is. */
export function pad(text: string, width: number, align: Align = 'left'): string {
  const missing = width - widthOf(text);
  if (!(missing > 0)) return text;
  return align === 'left' ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

/** Exactly `width` columns, whatever the text. */
export function fit(text: string, width: number, align: Align = 'left', marks = unicodeMarks): string {
  if (text.length <= width && plainText.test(text)) return align === 'left' ? text.padEnd(width) : text.padStart(width);
  const cut = truncate(text, width, marks);
  // A cut plain text fills its columns, and measuring the ellipsis would cost more than all the rest.
  if (cut.length === width && plainText.test(text)) return cut;
  return remember(`${align}${width} ${cut}`, () => pad(cut, width, align));
}

function clusters(text: string): string[] {
  return Array.from(segmenter.segment(text), ({segment}) => segment);
}

function keep(parts: readonly string[], room: number): string[] {
  let left = room;
  const end = parts.findIndex((part) => {
    left -= clusterWidth(part);
    return left < 0;
  });
  return parts.slice(0, end);
}
