import {memo} from 'react';
import {useTheme} from './hooks/useTheme.js';
import type {PaneRoom} from './ListPane.js';
import type {NodeRow} from './node-rows.js';
import {type ShortLists, ShortPane} from './ShortPane.js';
import {sparkline} from './Sparkline.js';
import type {Column} from './table-cells.js';
import type {Theme} from './theme.js';

const columnsFor = ({glyphs}: Theme): readonly Column<NodeRow>[] => [
  {
    key: 'state',
    title: '',
    width: 1,
    priority: 9,
    format: (state) =>
      ({working: glyphs.busy, idle: glyphs.idle, paused: glyphs.partly, 'no engine': glyphs.idle})[state],
    meaning: (state) => (state === 'working' ? 'busy' : state === 'paused' ? 'warn' : 'muted'),
  },
  {key: 'name', title: 'node', grow: 1, min: 4, priority: 9},
  {key: 'state', title: 'state', width: 9, priority: 4},
  {key: 'places', title: 'busy', width: 5, align: 'right', priority: 8},
  {
    key: 'loads',
    title: 'load',
    width: 8,
    priority: 6,
    format: (loads) => sparkline(loads, 8, glyphs, 1),
    meaning: 'busy',
  },
];

/** The machines that work for this project. */
export const NodesPane = memo(function NodesPane(props: PaneRoom & ShortLists) {
  const theme = useTheme();
  return <ShortPane {...props} name="nodes" columns={columnsFor(theme)} empty="No nodes." />;
});
