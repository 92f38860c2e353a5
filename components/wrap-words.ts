import {clean, truncate, widthOf} from './text.js';

/** Breaks between words into at most `height` lines; what does not fit ends in an ellipsis. */
export function wrapWords(text: string, width: number, height = Number.POSITIVE_INFINITY): string[] {
  if (!(width > 0) || !(height > 0)) return [];
  const lines: string[] = [];
  for (const word of clean(text).split(' ')) {
    const line = lines.at(-1);
    const longer = line === undefined ? word : `${line} ${word}`;
    const hasRoom = line !== undefined && (widthOf(longer) <= width || lines.length >= height);
    if (hasRoom) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => truncate(line, width));
}
