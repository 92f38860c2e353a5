import type {View} from '../state/view.js';
import type {Size} from './hooks/useSize.js';

interface Room {
  width: number;
  height: number;
}

export interface Layout {
  isTooSmall: boolean;
  isSideBySide: boolean;
  tasks: Room | undefined;
  output: Room | undefined;
}

/** The header above, two lines below. */
const FRAME_ROWS = 3;
const SMALLEST: Size = {columns: 60, rows: 15};
const SIDE_BY_SIDE_FROM = 140;

/** Which panes are on the screen, and how large: side by side where it is wide, one above the other elsewhere. */
export function layoutFor({columns, rows}: Size, {isZoomed, focus}: Pick<View, 'isZoomed' | 'focus'>): Layout {
  const height = rows - FRAME_ROWS;
  const isTooSmall = columns < SMALLEST.columns || rows < SMALLEST.rows;
  const isSideBySide = columns >= SIDE_BY_SIDE_FROM;
  const whole = {width: columns, height};
  if (isZoomed) {
    return {
      isTooSmall,
      isSideBySide,
      tasks: focus === 'tasks' ? whole : undefined,
      output: focus === 'output' ? whole : undefined,
    };
  }
  if (isSideBySide) {
    const width = Math.ceil(columns * 0.55);
    return {isTooSmall, isSideBySide, tasks: {width, height}, output: {width: columns - width, height}};
  }
  const output = Math.max(5, Math.floor(height * 0.4));
  return {
    isTooSmall,
    isSideBySide,
    tasks: {width: columns, height: height - output},
    output: {width: columns, height: output},
  };
}

/** Rows of the focused pane between its borders and below its header. */
export function pageSizeOf(size: Size, view: Pick<View, 'isZoomed' | 'focus'>): number {
  const layout = layoutFor(size, view);
  const room = view.focus === 'tasks' ? layout.tasks : layout.output;
  return Math.max(1, (room?.height ?? size.rows) - 3);
}
