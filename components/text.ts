import stringWidth from 'string-width';

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

/**
 * Bodies stop at the next introducer, so hostile text costs linear time.
 * An unfinished string sequence swallows its line at most: the end of a chunk must not hide the chunks after it.
 */
const controlSequence = new RegExp(
  [
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])(?:[^\\x07\\x1b\\x80-\\x9f]*(?:\\x07|\\x1b\\\\|\\x9c)|[^\\n\\r\\x07\\x1b\\x80-\\x9f]*)',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?',
    '\\x1b[ -/]*[0-~]?',
  ].join('|'),
  'g',
);
const lineBreaks = /[\n\r\v\f\x85\u2028\u2029][\s\x85]*/g;

/** An emoji keeps its joiners and selectors, at most three joined on: terminals that cannot join draw each of them. */
const emoji = (() => {
  const one = '(?:\\p{Emoji_Modifier_Base}\\p{Emoji_Modifier}|\\p{Extended_Pictographic}[\\ufe0e\\ufe0f]?)';
  const flag = '\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{1,8}\\u{e007f}';
  return `${flag}|${one}(?:\\u200d${one}){0,3}|[0-9#*]\\ufe0f\\u20e3`;
})();
/** Letters that take the next character into their own cluster: our padding would vanish in it. */
const prepended =
  '\\u0d4e\\u{111c2}\\u{111c3}\\u{113d1}\\u{1193f}\\u{11941}\\u{11a3a}\\u{11a84}-\\u{11a89}\\u{11d46}\\u{11f02}';
const invisible = new RegExp(
  `(${emoji})|[\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}\\p{Emoji_Modifier}${prepended}]`,
  'gu',
);
const markFlood = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;
/** Without a letter of its own it would join the border or the cell before it. */
const leadingMarks = /^[\p{M}\u0e33\u0eb3]+/u;

/** One line that says what it shows: nothing in it can move the cursor, colour, hide, reverse or join its neighbours. */
export function clean(text: string, lineBreak = unicodeMarks.lineBreak): string {
  if (plainText.test(text)) return text;
  const bare = text.replace(controlSequence, '');
  return bare
    .replace(lineBreaks, (found, at: number) => (at === 0 || at + found.length === bare.length ? '' : lineBreak))
    .replaceAll('\t', '  ')
    .replace(invisible, '$1')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(markFlood, '$1')
    .replace(leadingMarks, '');
}

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
