/** A line of text under a cursor, which counts grapheme clusters so that it never stands inside a character. */
export interface EditedText {
  value: string;
  cursor: number;
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
export const clusters = (text: string): string[] => Array.from(segmenter.segment(text), ({segment}) => segment);

/** The text after a key, or undefined when the key means nothing to a line of text. */
export function editText({value, cursor}: EditedText, key: string): EditedText | undefined {
  const parts = clusters(value);
  const cut = (from: number, to: number): EditedText => ({
    value: [...parts.slice(0, from), ...parts.slice(to)].join(''),
    cursor: from,
  });
  switch (key) {
    case 'left':
      return {value, cursor: Math.max(0, cursor - 1)};
    case 'right':
      return {value, cursor: Math.min(parts.length, cursor + 1)};
    case 'home':
    case 'ctrl-a':
      return {value, cursor: 0};
    case 'end':
    case 'ctrl-e':
      return {value, cursor: parts.length};
    case 'backspace':
      return cursor === 0 ? {value, cursor} : cut(cursor - 1, cursor);
    case 'delete':
    case 'ctrl-d':
      return cursor === parts.length ? {value, cursor} : cut(cursor, cursor + 1);
    case 'ctrl-u':
      return cut(0, cursor);
    case 'ctrl-k':
      return cut(cursor, parts.length);
    case 'ctrl-w':
      return cut(wordStart(parts, cursor), cursor);
    default:
      return isCharacter(key) ? insertText({value, cursor}, key) : undefined;
  }
}

/** Pasted text goes into one line, where its line breaks become spaces, unless the text may have several. */
export function insertText({value, cursor}: EditedText, text: string, isMultiline = false): EditedText {
  const parts = clusters(value);
  const broken = isMultiline ? text.replace(/\r\n?/g, '\n') : text.replace(/[\r\n]+/g, ' ');
  const before =
    [...parts.slice(0, cursor)].join('') +
    broken.replace(/\t+/g, ' ').replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '');
  return {value: before + parts.slice(cursor).join(''), cursor: clusters(before).length};
}

const isCharacter = (key: string): boolean => clusters(key).length === 1 && key >= ' ';

function wordStart(parts: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && parts[at - 1] === ' ') at -= 1;
  while (at > 0 && parts[at - 1] !== ' ') at -= 1;
  return at;
}
