import {memo} from 'react';
import {agentLook} from './agent-look.js';
import type {AgentRow} from './agent-rows.js';
import {useTheme} from './hooks/useTheme.js';
import type {PaneRoom} from './ListPane.js';
import {type ShortLists, ShortPane} from './ShortPane.js';
import type {Column} from './table-cells.js';
import type {Theme} from './theme.js';

const columnsFor = ({glyphs}: Theme): readonly Column<AgentRow>[] => [
  {
    key: 'state',
    title: '',
    width: 1,
    priority: 9,
    format: (state) => agentLook(state, glyphs).glyph,
    meaning: (state) => agentLook(state, glyphs).meaning,
  },
  {key: 'name', title: 'agent', width: 7, priority: 9},
  {
    key: 'state',
    title: 'state',
    width: 7,
    priority: 7,
    format: (state) => agentLook(state, glyphs).word,
    meaning: (state) => agentLook(state, glyphs).meaning,
  },
  {
    key: 'success',
    title: 'ok',
    width: 4,
    align: 'right',
    priority: 6,
    format: (share) => (share < 0 ? '' : `${Math.floor(share * 100)}%`),
  },
  {key: 'work', title: 'works on', grow: 1, min: 6, priority: 5, meaning: 'muted'},
];

/** Who can work, and on what each works now. */
export const AgentsPane = memo(function AgentsPane(props: PaneRoom & ShortLists) {
  const theme = useTheme();
  return <ShortPane {...props} name="agents" columns={columnsFor(theme)} empty="No agents." />;
});
