import {memo} from 'react';
import {formatClock} from '../src/formats.js';
import {showPriority} from '../src/tasks/priority.js';
import type {OverviewTask} from '../state/overview.js';
import {useTheme} from './hooks/useTheme.js';
import {Pane} from './Pane.js';
import {Table} from './Table.js';
import type {Column} from './table-cells.js';

export interface TaskRow {
  id: number;
  number: string;
  state: OverviewTask['state'];
  priority: string;
  title: string;
  agent: string;
  why: string;
}

interface Props {
  rows: readonly TaskRow[];
  /** How many there are in all, shown or not. */
  total: number;
  cursor: number;
  filter: string;
  width: number;
  height: number;
  isFocused: boolean;
}

/** One row for each task: where it stands and why. */
export const TasksPane = memo(function TasksPane({rows, total, cursor, filter, width, height, isFocused}: Props) {
  const theme = useTheme();
  const columns: readonly Column<TaskRow>[] = [
    {key: 'number', title: '#', width: 5, align: 'right', priority: 9},
    {
      key: 'state',
      title: 'state',
      width: 11,
      priority: 8,
      format: (state) => `${theme.states[state].glyph} ${state}`,
      meaning: (state) => theme.states[state].meaning,
    },
    {key: 'priority', title: 'prio', width: 6, priority: 2},
    {key: 'title', title: 'title', grow: 3, min: 22, priority: 9},
    {key: 'agent', title: 'agent', width: 8, priority: 1},
    {key: 'why', title: 'why · time', grow: 3, min: 24, priority: 5, meaning: 'muted'},
  ];
  const note = filter === '' ? `${total}` : `${rows.length} of ${total} with "${filter}"`;
  const empty = filter === '' ? 'No tasks yet. Press n to add one.' : 'No task contains this. Esc shows all.';
  return (
    <Pane number={1} title="Tasks" note={note} width={width} height={height} isFocused={isFocused}>
      <Table
        data={rows}
        columns={columns}
        cursor={cursor}
        isFocused={isFocused}
        width={width - 4}
        height={height - 2}
        empty={empty}
      />
    </Pane>
  );
});

export function taskRow(task: OverviewTask, why: string | undefined, now: number): TaskRow {
  const isQueued = task.state === 'ready' || task.state === 'waiting';
  const time = task.state === 'running' && task.startedAt !== null ? formatClock(now - task.startedAt) : undefined;
  return {
    id: task.id,
    number: `#${task.id}`,
    state: task.state,
    priority: showPriority(task.priority),
    title: task.title,
    agent: (isQueued ? task.wantedAgent : task.agent) ?? '',
    why: [time, why].filter((part) => part !== undefined).join(' · '),
  };
}
