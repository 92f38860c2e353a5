import type {ListView, PaneName} from '../state/view.js';
import {useKeymap} from './hooks/useKeymap.js';
import {useTheme} from './hooks/useTheme.js';
import {insideOfPane, Pane} from './Pane.js';
import {Table} from './Table.js';
import type {Columns} from './table-cells.js';

/** What every list pane is given. */
export interface PaneRoom {
  list: ListView;
  width: number;
  height: number;
  isFocused: boolean;
}

interface Props<Row extends object> extends PaneRoom {
  name: PaneName;
  count: number;
  cursor: number;
  /** The rows from one index up to another: only what is in sight is made. */
  rowsFrom(from: number, to: number): readonly Row[];
  columns: Columns<Row>;
  /** At the right end of the border when there is nothing more to say. */
  note?: string;
  /** What the pane shows and what to do, while it is empty. */
  empty: string;
}

/** A pane with a table: its number, what it is filtered and sorted by, and what to do when it is empty. */
export function ListPane<Row extends object>(props: Props<Row>) {
  const {name, list, count, cursor, rowsFrom, columns, note = '', empty, width, height, isFocused} = props;
  const theme = useTheme();
  const keymap = useKeymap();
  const inside = insideOfPane(width, height);
  const isEmptied = count === 0 && list.filter !== '';
  return (
    <Pane
      number={keymap.first(`go-${name}`)}
      title={titleOf(name)}
      note={noteOf(list, count, note, theme.glyphs)}
      width={width}
      height={height}
      isFocused={isFocused}
    >
      <Table
        count={count}
        rowsFrom={rowsFrom}
        columns={columns}
        cursor={isFocused ? cursor : undefined}
        isFocused={isFocused}
        {...(list.marked.size > 0 && {marked: list.marked})}
        width={inside.width}
        height={inside.height}
        empty={isEmptied ? `Nothing here has "${list.filter}". Esc shows all.` : empty}
      />
    </Pane>
  );
}

export const titleOf = (name: PaneName): string => name.charAt(0).toUpperCase() + name.slice(1);

function noteOf(
  {filter, sort, marked}: ListView,
  count: number,
  note: string,
  {separator, up, down}: {separator: string; up: string; down: string},
): string {
  const parts = [
    marked.size > 0 ? `${marked.size} marked` : '',
    filter === '' ? '' : `${count} with "${filter}"`,
    sort ? `by ${sort.by} ${sort.isReversed ? down : up}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(` ${separator} `) : note;
}
