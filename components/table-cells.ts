import {type ColumnSize, type PlacedColumn, placeColumns} from './columns.js';
import {type Align, type Marks, truncate} from './text.js';
import type {Meaning} from './theme.js';

interface ColumnOf<Row, Key extends keyof Row> extends ColumnSize {
  /** The same key may stand in several columns. */
  key: Key;
  /** The key when not given; a table whose titles are all empty has no header. */
  title?: string;
  align?: Align;
  format?(value: Row[Key], row: Row): string;
  meaning?: Meaning | ((value: Row[Key], row: Row) => Meaning);
}

export type Column<Row> = {[Key in keyof Row & string]: ColumnOf<Row, Key>}[keyof Row & string];

/** Each column knows the type of its value; the table, which holds them all, does not. */
interface AnyColumn<Row> extends ColumnSize {
  key: keyof Row & string;
  title?: string;
  align?: Align;
  format?(value: unknown, row: Row): string;
  meaning?: Meaning | ((value: unknown, row: Row) => Meaning);
}

export type Columns<Row> = readonly (Column<Row> | (keyof Row & string))[];

export interface RowCell {
  /** Cut to the width, not padded. */
  text: string;
  width: number;
  align: Align;
  meaning: Meaning;
}

export interface TableLayout<Row> {
  columns: readonly AnyColumn<Row>[];
  placed: readonly PlacedColumn[];
}

export function layOut<Row>(columns: Columns<Row>, width: number, gap: number): TableLayout<Row> {
  const full = columns.map((column) => (typeof column === 'object' ? column : {key: column}) as AnyColumn<Row>);
  return {columns: full, placed: placeColumns(full, width, gap)};
}

export function hasTitles<Row>(columns: Columns<Row>): boolean {
  return columns.some((column) => typeof column !== 'object' || column.title !== '');
}

export function headerCells<Row>({columns, placed}: TableLayout<Row>, marks: Marks): RowCell[] {
  return placed.flatMap(({index, width}) => {
    const column = columns[index];
    if (!column) return [];
    return {text: truncate(titleOf(column), width, marks), width, align: column.align ?? 'left', meaning: 'muted'};
  });
}

export function rowCells<Row>({columns, placed}: TableLayout<Row>, row: Row, marks: Marks): RowCell[] {
  return placed.flatMap(({index, width}) => {
    const column = columns[index];
    if (!column) return [];
    const {meaning = 'plain', align = 'left'} = column;
    const value: unknown = row[column.key];
    const text = column.format ? column.format(value, row) : value == null ? '' : String(value);
    return {
      text: truncate(text, width, marks),
      width,
      align,
      meaning: typeof meaning === 'function' ? meaning(value, row) : meaning,
    };
  });
}

function titleOf<Row>({title, key}: AnyColumn<Row>): string {
  return title ?? key;
}
