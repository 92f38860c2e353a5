import type {PaneName, View} from '../state/view.js';
import type {Size} from './hooks/useSize.js';
import type {Room} from './page-lines.js';
import {tabsOf} from './tabs.js';

/** Rows of panes from top to bottom, and what stands beside the tasks. */
export interface Layout {
  isTooSmall: boolean;
  /** One pane at a time: a strip of tabs says where the others are. */
  hasTabs: boolean;
  rows: readonly (readonly (Room & {pane: PaneName | 'detail'})[])[];
  body: Room;
}

/** The header above, two lines below. */
const FRAME_ROWS = 3;
export const SMALLEST: Size = {columns: 60, rows: 15};
/** From here on all six panes are in sight, and then a live detail beside the tasks. */
const GRID: Size = {columns: 100, rows: 28};
const DETAIL_FROM = 160;

const upper = ['agents', 'tasks'] as const;
const lower = ['locks', 'nodes', 'backups', 'votes'] as const;

/** Which panes are on the screen, and how large. */
export function layoutFor({columns, rows}: Size, {isZoomed, focus}: Pick<View, 'isZoomed' | 'focus'>): Layout {
  const body = {width: columns, height: rows - FRAME_ROWS};
  const isTooSmall = columns < SMALLEST.columns || rows < SMALLEST.rows;
  if (isZoomed || columns < GRID.columns || rows < GRID.rows) {
    return {isTooSmall, hasTabs: true, rows: [[{pane: focus, width: columns, height: body.height - 1}]], body};
  }
  const lowHeight = Math.max(6, Math.min(10, Math.floor(body.height * 0.26)));
  const height = body.height - lowHeight;
  const agents = Math.max(28, Math.min(38, Math.round(columns * 0.22)));
  const detail = columns >= DETAIL_FROM ? Math.round((columns - agents) * 0.4) : 0;
  const top = [
    {pane: upper[0], width: agents, height},
    {pane: upper[1], width: columns - agents - detail, height},
    ...(detail > 0 ? [{pane: 'detail' as const, width: detail, height}] : []),
  ];
  const bottom = lower.map((pane, at) => ({
    pane,
    width: Math.floor((columns * (at + 1)) / lower.length) - Math.floor((columns * at) / lower.length),
    height: lowHeight,
  }));
  return {isTooSmall, hasTabs: false, rows: [top, bottom], body};
}

/** A border on each side and a space beside it; a list has a header, a page with tabs a line for them. */
export function roomOf(size: Size, view: Pick<View, 'isZoomed' | 'focus' | 'pages' | 'dialog'>): Room {
  const layout = layoutFor(size, view);
  if (view.dialog?.kind === 'help') return listRoom(helpBox(layout.body));
  const page = view.pages.at(-1);
  if (page) return pageRoom(layout.body, tabsOf(page.subject).length);
  const room = layout.rows.flat().find(({pane}) => pane === view.focus) ?? layout.body;
  return {width: Math.max(1, room.width - 4), height: Math.max(1, room.height - 3)};
}

const HELP_WIDEST = 150;

/** Help takes what it can use: it has two columns where it is wide. */
export const helpBox = ({width, height}: Room): Room => ({width: Math.min(HELP_WIDEST, width), height});

const PALETTE_WIDEST = 90;
const PALETTE_HIGHEST = 20;

/** Of one size, however much is found. */
export const paletteBox = ({width, height}: Room): Room => ({
  width: Math.min(PALETTE_WIDEST, width),
  height: Math.min(PALETTE_HIGHEST, height),
});

/** A line of search and one below it stand above what is found. */
export const listRoom = ({width, height}: Room): Room => ({
  width: Math.max(1, width - 4),
  height: Math.max(1, height - 4),
});

export const pageRoom = ({width, height}: Room, tabs: number): Room => ({
  width: Math.max(1, width - 4),
  height: Math.max(1, height - 2 - (tabs > 1 ? 1 : 0)),
});
