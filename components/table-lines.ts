import {paint} from './paint.js';
import type {RowCell} from './table-cells.js';
import {pad} from './text.js';
import type {Theme} from './theme.js';

export interface ColumnLines {
  width: number;
  lines: string[];
}

/**
 * The rows turned into columns. Ink pays for each character, blanks included, but only once a frame for equal lines:
 * so a cell is not padded, and a state that ten rows share costs as much as one.
 */
export function columnLines(rows: readonly (readonly RowCell[])[], style: Theme['style']): ColumnLines[] {
  const [first = []] = rows;
  return first.map(({width}, column) => ({
    width,
    lines: rows.map((cells) => {
      const cell = cells[column];
      if (!cell) return '';
      return paint(cell.align === 'right' ? pad(cell.text, cell.width, 'right') : cell.text, style[cell.meaning]);
    }),
  }));
}

/** The whole row as one piece of text: the bar of the cursor has no gaps. */
export function rowText(cells: readonly RowCell[], width: number, gap: number): string {
  const parts = cells.map((cell) => pad(cell.text, cell.width, cell.align));
  return pad(parts.join(' '.repeat(gap)), width);
}
