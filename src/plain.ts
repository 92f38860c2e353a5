const ascii = /^[\x20-\x7e]*$/;

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

/**
 * Text of agents, files and people is never trusted with the terminal. What is left is one line that says what it
 * shows: nothing in it can move the cursor, colour, hide, reverse or join its neighbours.
 */
export function plain(text: string, lineBreak = ' '): string {
  if (ascii.test(text)) return text;
  const bare = text.replace(controlSequence, '');
  return bare
    .replace(lineBreaks, (found, at: number) => (at === 0 || at + found.length === bare.length ? '' : lineBreak))
    .replaceAll('\t', '  ')
    .replace(invisible, '$1')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(markFlood, '$1')
    .replace(leadingMarks, '');
}
