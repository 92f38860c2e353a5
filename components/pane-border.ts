import {truncate, widthOf} from './text.js';
import type {Glyphs} from './theme.js';

export interface PaneHead {
  width: number;
  title: string;
  number?: number | undefined;
  note?: string | undefined;
  isFocused: boolean;
}

export interface TopBorder {
  left: string;
  label: string;
  fill: string;
  note: string;
  right: string;
}

/** Shorter than this a cut note says nothing. */
const leastNote = 4;

/**
 * `╭ 2 Tasks ──── 3 running ─╮` in pieces of different colour, together exactly `width` columns.
 * The cursor's sign before the label shows the focus where colours cannot. The note gives way to the label.
 */
export function topBorder({width, title, number, note = '', isFocused}: PaneHead, glyphs: Glyphs): TopBorder {
  const room = Math.max(0, width - 2);
  const name = number === undefined ? title : `${number} ${title}`;
  const label = truncate(`${isFocused ? glyphs.cursor : ' '}${name} `, room, glyphs);
  const left = room - widthOf(label);
  const shown = placeNote(note, left - 4, glyphs);
  const end = shown === '' ? '' : glyphs.horizontal;
  return {
    left: glyphs.topLeft,
    label,
    fill: glyphs.horizontal.repeat(left - widthOf(shown) - end.length),
    note: shown,
    right: end + glyphs.topRight,
  };
}

/** `room` is what the note has between its two spaces and a piece of line on each side. */
function placeNote(note: string, room: number, glyphs: Glyphs): string {
  const cut = truncate(note, room, glyphs);
  return cut === '' || (cut !== note && room < leastNote) ? '' : ` ${cut} `;
}
