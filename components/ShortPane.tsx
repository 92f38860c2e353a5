import type {Moment} from '../src/live.js';
import {ListPane, type PaneRoom} from './ListPane.js';
import {rowsOf, type ShortRows} from './lists.js';
import type {Columns} from './table-cells.js';

export interface ShortLists {
  moment: Moment;
}

interface Props<Name extends keyof ShortRows> extends PaneRoom, ShortLists {
  name: Name;
  columns: Columns<ShortRows[Name]>;
  /** Instead of how many there are. */
  note?: string;
  empty: string;
}

/** A list that is short enough to be made whole. */
export function ShortPane<Name extends keyof ShortRows>({moment, name, columns, note, empty, ...room}: Props<Name>) {
  const rows = rowsOf(name, moment, room.list);
  const found = rows.findIndex((row) => row.id === room.list.chosen);
  return (
    <ListPane
      {...room}
      name={name}
      count={rows.length}
      cursor={found >= 0 ? found : Math.max(0, Math.min(room.list.at, rows.length - 1))}
      rowsFrom={(from, to) => rows.slice(from, to)}
      columns={columns}
      note={note ?? (rows.length === 0 ? '' : String(rows.length))}
      empty={empty}
    />
  );
}
