import type {Glyphs} from './glyphs.js';
import {scrollTo, type Thumb, thumbOf} from './scroll.js';
import {type Columns, hasTitles, headerCells, layOut, type RowCell, rowCells} from './table-cells.js';

export type RowKey = string | number;

export interface TableProps<Row extends object> {
  data?: readonly Row[];
  /** Instead of `data`, for a list that is too long to be made whole: how many there are, and any piece of them. */
  count?: number;
  rowsFrom?(from: number, to: number): readonly Row[];
  /** All keys of the first row when not given. */
  columns?: Columns<Row>;
  width: number;
  /** Screen rows for everything: header and rows. The header goes when fewer than three are left. */
  height: number;
  /** Under which name a row is marked: its `id` when not given, else its place. */
  rowKey?: (row: Row, index: number) => RowKey;
  /** Index of the chosen row. Undefined also takes the column of the cursor away; -1 keeps it. */
  cursor?: number | undefined;
  /** Whether this table has the keys; without them the cursor is a sign and no bar. */
  isFocused?: boolean;
  marked?: ReadonlySet<RowKey>;
  /** First row in sight, for a table without a cursor; with one the table follows it. */
  offset?: number;
  gap?: number;
  /** What to say when there are no rows: also what to do about it. */
  empty?: string;
}

/** Everything a table shows, and nothing that is out of sight. */
export interface TableFrame {
  offset: number;
  /** One row of titles, or none. */
  header: RowCell[][];
  rows: RowCell[][];
  rowWidth: number;
  thumb: Thumb | undefined;
}

/** Narrower than this the rows need every column. */
const leastWidthForBar = 10;

export function frameTable<Row extends object>(props: TableProps<Row>, before: number, glyphs: Glyphs): TableFrame {
  const {data = [], width, height, cursor, marked, gap = 1, rowKey = keyOf} = props;
  const {count = data.length, rowsFrom = (from: number, to: number) => data.slice(from, to)} = props;
  const {columns = Object.keys(data[0] ?? {}) as (keyof Row & string)[]} = props;

  const headerRows = height > 2 && hasTitles(columns) ? 1 : 0;
  const bodyRows = height - headerRows;
  const offset = scrollTo(props.offset ?? before, cursor, bodyRows, count);
  const thumb = width > leastWidthForBar ? thumbOf(offset, bodyRows, count) : undefined;

  const rowWidth = thumb ? width - 1 - gap : width;
  const signs = Math.min(rowWidth, marked ? 2 : cursor === undefined ? 0 : 1);
  const layout = layOut(columns, signs > 0 ? rowWidth - signs - gap : rowWidth, gap);
  const signed = (sign: string, cells: RowCell[]): RowCell[] =>
    signs > 0 ? [{text: sign.slice(0, signs), width: signs, align: 'left', meaning: 'focus'}, ...cells] : cells;

  const rows = rowsFrom(offset, offset + bodyRows).map((row, at) => {
    const isMarked = marked?.has(rowKey(row, offset + at));
    const sign = (offset + at === cursor ? glyphs.cursor : ' ') + (isMarked ? glyphs.mark : '');
    return signed(sign.trimEnd(), rowCells(layout, row, glyphs));
  });
  const header = headerRows > 0 ? [signed('', headerCells(layout, glyphs))] : [];
  return {offset, header, rows, rowWidth, thumb};
}

function keyOf<Row extends object>(row: Row, index: number): RowKey {
  if ('id' in row && (typeof row.id === 'string' || typeof row.id === 'number')) return row.id;
  return index;
}
