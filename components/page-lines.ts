import type {Meaning} from './theme.js';

/** A piece of a line that looks alike. */
export interface Span {
  text: string;
  meaning: Meaning;
}

/** A line of a page: plain words, or pieces. Its text is clean. */
export type Line = string | readonly Span[];

/** The lines of a page. The first one's number grows when older ones are let go. */
export interface PageText {
  first: number;
  lines: readonly Line[];
}

export interface Room {
  width: number;
  height: number;
}

export const textOf = (line: Line): string => (typeof line === 'string' ? line : line.map(({text}) => text).join(''));
