import {memo, useMemo} from 'react';
import {showPriority} from '../src/tasks/priority.js';
import type {QueueFacts} from '../src/tasks/why.js';
import {LONGEST_NAME} from './agent-look.js';
import {useKeymap} from './hooks/useKeymap.js';
import {useTheme} from './hooks/useTheme.js';
import {ListPane, type PaneRoom} from './ListPane.js';
import {type Lists, listOf} from './lists.js';
import type {Column} from './table-cells.js';
import {type TaskRow, taskRow} from './task-rows.js';
import type {Theme} from './theme.js';

interface Widths {
  number: number;
  agent: number;
  /** Where there is more than the shell, who does a task says more than how pressing it is. */
  hasCrew: boolean;
}

const columnsFor = (
  {states}: Theme,
  {number: numberWidth, agent: agentWidth, hasCrew}: Widths,
): readonly Column<TaskRow>[] => [
  {key: 'number', title: '#', width: numberWidth, align: 'right', priority: 9},
  {
    key: 'state',
    title: 'state',
    width: 11,
    priority: 8,
    format: (state) => `${states[state].glyph} ${state}`,
    meaning: (state) => states[state].meaning,
  },
  {
    key: 'priority',
    title: 'pri',
    width: 6,
    priority: 2,
    meaning: (priority) => (priority === showPriority(5) ? 'muted' : 'plain'),
  },
  {key: 'title', title: 'title', grow: 1, min: 24, priority: 9},
  {key: 'agent', title: 'agent', width: agentWidth, priority: hasCrew ? 3 : 1},
  {key: 'why', title: 'why · time', grow: 1, min: 24, priority: 5, meaning: 'muted'},
];

/** One row for each task: where it stands and why. */
export const TasksPane = memo(function TasksPane({
  lists,
  facts,
  ...room
}: PaneRoom & {lists: Lists; facts: QueueFacts}) {
  const theme = useTheme();
  const {show} = useKeymap();
  const {count, cursor} = listOf('tasks', room.list, lists);
  const {ids, total} = lists.book;
  // Wide enough for the numbers there can be; a few may be gone.
  const numberWidth = Math.max(3, String(total).length + 1);
  const here = lists.moment.agents.filter(({state}) => state !== 'missing').map(({name}) => name);
  const agentWidth = Math.min(LONGEST_NAME, Math.max(7, ...here.map((name) => name.length)));
  const hasCrew = here.length > 1;
  const columns = useMemo(
    () => columnsFor(theme, {number: numberWidth, agent: agentWidth, hasCrew}),
    [theme, numberWidth, agentWidth, hasCrew],
  );
  return (
    <ListPane
      {...room}
      name="tasks"
      count={count}
      cursor={cursor}
      rowsFrom={(from, to) => lists.tasks(ids.slice(from, to)).map((task) => taskRow(task, facts))}
      columns={columns}
      note={String(total)}
      empty={`No tasks yet. Press ${show('new')} to add one, or run \`orkestra task add\`.`}
    />
  );
});
