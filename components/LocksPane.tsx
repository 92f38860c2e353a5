import {memo} from 'react';
import {formatClock} from '../src/formats.js';
import type {PaneRoom} from './ListPane.js';
import type {LockRow} from './lock-rows.js';
import {type ShortLists, ShortPane} from './ShortPane.js';
import type {Column} from './table-cells.js';

const columns: readonly Column<LockRow>[] = [
  {key: 'path', title: 'locked', grow: 2, min: 8, priority: 9},
  {key: 'holder', title: 'by', width: 5, priority: 8},
  {
    key: 'since',
    title: 'for',
    width: 5,
    align: 'right',
    priority: 3,
    format: (ms) => formatClock(ms),
    meaning: 'muted',
  },
  {key: 'waiting', title: 'who waits', grow: 1, min: 10, priority: 6, meaning: 'warn'},
];

/** Who has which files, and who waits for them. */
export const LocksPane = memo(function LocksPane(props: PaneRoom & ShortLists) {
  return (
    <ShortPane
      {...props}
      name="locks"
      columns={columns}
      empty="Nothing is locked. Tasks lock the files they declare (`task add --file`)."
    />
  );
});
