import {Box, Text} from 'ink';
import {useRef} from 'react';
import {useTheme} from './hooks/useTheme.js';
import {scrollTo, type Thumb, thumbOf} from './scroll.js';
import {TableRow} from './TableRow.js';
import {type Columns, hasTitles, headerCells, layOut, rowCells} from './table-cells.js';
import {wrapWords} from './wrap-words.js';

export type RowKey = string | number;

export interface TableProps<Row extends object> {
  data: readonly Row[];
  /** All keys of the first row when not given. */
  columns?: Columns<Row>;
  width: number;
  /** Screen rows for everything: header and rows. The header goes when fewer than three are left. */
  height: number;
  /** The row's `id` when not given, else its place. */
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

export function Table<Row extends object>(props: TableProps<Row>) {
  if (!(props.width > 0) || !(props.height > 0)) return null;
  return props.data.length === 0 ? <EmptyTable {...props} /> : <FilledTable {...props} />;
}

function EmptyTable({empty = '', width, height}: {empty?: string; width: number; height: number}) {
  const {style} = useTheme();
  return (
    <Box width={width} height={height}>
      <Text {...style.muted}>{wrapWords(empty, width, height).join('\n')}</Text>
    </Box>
  );
}

function FilledTable<Row extends object>(props: TableProps<Row>) {
  const {data, width, height, cursor, marked, isFocused = true, gap = 1, rowKey = keyOf} = props;
  const {columns = Object.keys(data[0] ?? {}) as (keyof Row & string)[]} = props;
  const {glyphs} = useTheme();
  const lastOffset = useRef(0);

  const headerRows = height > 2 && hasTitles(columns) ? 1 : 0;
  const bodyRows = height - headerRows;
  const offset = scrollTo(props.offset ?? lastOffset.current, cursor, bodyRows, data.length);
  lastOffset.current = offset;

  const thumb = width > leastWidthForBar ? thumbOf(offset, bodyRows, data.length) : undefined;
  const rowWidth = thumb ? width - 1 - gap : width;
  const signs = marked ? 2 : cursor === undefined ? 0 : 1;
  const layout = layOut(columns, signs > 0 ? rowWidth - signs - gap : rowWidth, gap);
  const row = {width: rowWidth, gap, lead: Math.min(signs, rowWidth)};

  return (
    <Box width={width} height={height}>
      <Box flexDirection="column" width={rowWidth} flexShrink={0}>
        {headerRows > 0 && <TableRow {...row} sign="" cells={headerCells(layout, glyphs)} />}
        {data.slice(offset, offset + bodyRows).map((item, at) => {
          const key = rowKey(item, offset + at);
          const isChosen = offset + at === cursor;
          const sign = (isChosen ? glyphs.cursor : ' ') + (marked?.has(key) ? glyphs.mark : '');
          return (
            <TableRow
              {...row}
              key={key}
              sign={sign.trimEnd()}
              cells={rowCells(layout, item, glyphs)}
              isChosen={isChosen}
              isBar={isChosen && isFocused}
            />
          );
        })}
      </Box>
      {thumb && <ScrollBar {...thumb} top={headerRows} gap={gap} />}
    </Box>
  );
}

/** Narrower than this the rows need every column. */
const leastWidthForBar = 10;

function ScrollBar({start, size, top, gap}: Thumb & {top: number; gap: number}) {
  const {style, glyphs} = useTheme();
  return (
    <Box marginLeft={gap} marginTop={top + start} aria-hidden>
      <Text {...style.muted}>{Array.from({length: size}, () => glyphs.thumb).join('\n')}</Text>
    </Box>
  );
}

function keyOf<Row extends object>(row: Row, index: number): RowKey {
  if ('id' in row && (typeof row.id === 'string' || typeof row.id === 'number')) return row.id;
  return index;
}
