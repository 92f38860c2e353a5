import type {Glyphs} from './glyphs.js';
import {clean, truncate, widthOf} from './text.js';

interface Head {
  /** Columns between the corners. */
  room: number;
  title: string;
  number?: number | string | undefined;
  note?: string | undefined;
  isFocused: boolean;
}

interface PlacedHead {
  label: string;
  note: string;
  noteAt: number;
}

/** Shorter than this a cut note says nothing. */
const leastNote = 4;

/**
 * The words on a top border: `╭ 2 Tasks ──── 3 running ─╮`. The note gives way to the label.
 * The cursor's sign before the label shows the focus where colours cannot.
 */
export function paneHead({room, title, number, note = '', isFocused}: Head, glyphs: Glyphs): PlacedHead {
  const words = clean(title, glyphs.lineBreak);
  const name = number === undefined ? words : `${number} ${words}`;
  const label = truncate(`${isFocused ? glyphs.cursor : ' '}${name} `, room, glyphs);
  // Beside the note stand two spaces and a piece of line on either side.
  const noteRoom = room - widthOf(label) - 4;
  const cut = truncate(note, noteRoom, glyphs);
  const isShown = cut !== '' && (noteRoom >= leastNote || widthOf(note) <= noteRoom);
  return {label, note: isShown ? ` ${cut} ` : '', noteAt: isShown ? room - widthOf(cut) - 3 : 0};
}
