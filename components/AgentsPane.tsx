import {memo, useMemo} from 'react';
import {agentLook, LONGEST_NAME} from './agent-look.js';
import type {AgentRow} from './agent-rows.js';
import {useTheme} from './hooks/useTheme.js';
import type {PaneRoom} from './ListPane.js';
import {type ShortLists, ShortPane} from './ShortPane.js';
import type {Column} from './table-cells.js';
import type {Theme} from './theme.js';

const columnsFor = ({glyphs}: Theme, nameWidth: number): readonly Column<AgentRow>[] => [
  {
    key: 'state',
    title: '',
    width: 1,
    priority: 9,
    format: (state) => agentLook(state, glyphs).glyph,
    meaning: (state) => agentLook(state, glyphs).meaning,
  },
  {key: 'name', title: 'agent', width: nameWidth, priority: 9},
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
  const longest = Math.max(...props.moment.agents.map(({name}) => name.length));
  const nameWidth = Math.min(LONGEST_NAME, Math.max(7, longest));
  const columns = useMemo(() => columnsFor(theme, nameWidth), [theme, nameWidth]);
  return <ShortPane {...props} name="agents" columns={columns} empty="No agents." />;
});
