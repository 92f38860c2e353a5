import {formatClock} from '../src/formats.js';
import {showPriority} from '../src/tasks/priority.js';
import {type QueueFacts, whyNotRunning} from '../src/tasks/why.js';
import type {ListedTask} from '../state/task-list.js';

export interface TaskRow {
  id: string;
  number: string;
  state: ListedTask['state'];
  priority: string;
  title: string;
  agent: string;
  why: string;
}

export function taskRow(task: ListedTask, facts: QueueFacts): TaskRow {
  const isQueued = task.state === 'ready' || task.state === 'waiting';
  const time =
    task.state === 'running' && task.startedAt !== null ? formatClock(facts.now - task.startedAt) : undefined;
  return {
    id: String(task.id),
    number: `#${task.id}`,
    state: task.state,
    priority: showPriority(task.priority),
    title: task.title,
    agent: (isQueued ? task.wantedAgent : task.agent) ?? '',
    why: [time, whyNotRunning(task, facts)].filter((part) => part !== undefined).join(' · '),
  };
}
