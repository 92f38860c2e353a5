import type {Page} from '../state/view.js';
import {clusters} from './edit-text.js';
import type {Line, PageText, Room, Span} from './page-lines.js';
import {isMatch} from './search.js';
import {truncate, widthOf} from './text.js';

/** A row of the screen: a line, or a piece of one that was broken. */
export interface PageRow {
  /** The number of its line. */
  at: number;
  spans: readonly Span[];
}

export interface PageWindow {
  rows: readonly PageRow[];
  /** The number of the first line in sight, and the highest it can be. */
  top: number;
  last: number;
}

/** What of a text is in sight. Only that is looked at, so a long text costs no more than a short one. */
export function pageWindow(
  {first, lines}: PageText,
  {top, isFollowing, isWrapped}: Pick<Page, 'top' | 'isFollowing' | 'isWrapped'>,
  {width, height}: Room,
): PageWindow {
  const rowsOf = (at: number): PageRow[] =>
    layLine(lines[at] ?? '', width, isWrapped).map((spans) => ({at: first + at, spans}));
  const end: PageRow[] = [];
  let last = lines.length;
  while (last > 0) {
    const rows = rowsOf(last - 1);
    if (end.length + rows.length > height && end.length > 0) break;
    end.unshift(...rows);
    last -= 1;
    if (end.length >= height) break;
  }
  if (isFollowing || top - first >= last) {
    const rows = isFollowing ? fillUp(end, last, rowsOf, height) : end.slice(0, height);
    return {rows, top: first + last, last: first + last};
  }
  const rows: PageRow[] = [];
  const from = Math.max(0, top - first);
  for (let at = from; rows.length < height && at < lines.length; at++) rows.push(...rowsOf(at));
  return {rows: rows.slice(0, height), top: first + from, last: first + last};
}

/** One that follows shows the very end, with part of a broken line at the top if need be. */
function fillUp(end: readonly PageRow[], last: number, rowsOf: (at: number) => PageRow[], height: number): PageRow[] {
  const before = last > 0 && end.length < height ? rowsOf(last - 1) : [];
  return [...before, ...end].slice(-height);
}

/** Long lines are broken, not cut: what they say at the end is often the point. */
export function layLine(line: Line, width: number, isWrapped: boolean): Span[][] {
  const spans = typeof line === 'string' ? [{text: line, meaning: 'plain'} as const] : line;
  if (!isWrapped) return [cut(spans, width)];
  const rows: Span[][] = [[]];
  let room = width;
  for (const {text, meaning} of spans) {
    if (widthOf(text) <= room) {
      rows.at(-1)?.push({text, meaning});
      room -= widthOf(text);
      continue;
    }
    let piece = '';
    for (const cluster of clusters(text)) {
      const wide = widthOf(cluster);
      if (wide > room) {
        rows.at(-1)?.push({text: piece, meaning});
        rows.push([]);
        piece = '';
        room = width;
      }
      piece += cluster;
      room -= wide;
    }
    rows.at(-1)?.push({text: piece, meaning});
  }
  return rows;
}

function cut(spans: readonly Span[], width: number): Span[] {
  let room = width;
  const kept: Span[] = [];
  for (const {text, meaning} of spans) {
    if (room <= 0) break;
    const shown = truncate(text, room);
    kept.push({text: shown, meaning});
    room -= widthOf(shown);
    if (shown !== text) break;
  }
  return kept;
}

/** The found words stand out; those of the line that was found last the most. */
export function highlight(spans: readonly Span[], search: string, isCurrent: boolean): readonly Span[] {
  if (search === '' || !spans.some(({text}) => isMatch(text, search))) return spans;
  const meaning = isCurrent ? 'selection' : 'found';
  return spans.flatMap((span) => splitAt(span, search, meaning));
}

function splitAt({text, meaning}: Span, search: string, found: 'selection' | 'found'): Span[] {
  const isAnyCase = search === search.toLowerCase();
  const where = isAnyCase ? text.toLowerCase() : text;
  const spans: Span[] = [];
  let from = 0;
  for (let at = where.indexOf(search); at >= 0; at = where.indexOf(search, from)) {
    if (at > from) spans.push({text: text.slice(from, at), meaning});
    spans.push({text: text.slice(at, at + search.length), meaning: found});
    from = at + search.length;
  }
  return from < text.length ? [...spans, {text: text.slice(from), meaning}] : spans;
}
