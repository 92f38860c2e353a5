import {formatAge, formatClock} from '../src/formats.js';
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
  return {
    id: String(task.id),
    number: `#${task.id}`,
    state: task.state,
    priority: showPriority(task.priority),
    title: task.title,
    agent: (isQueued ? task.wantedAgent : task.agent) ?? '',
    why: whyOf(task, facts),
  };
}

/** How long it has been at it, what it waits for, or how it ended. */
function whyOf(task: ListedTask, facts: QueueFacts): string {
  const {state, startedAt, endedAt} = task;
  const why = whyNotRunning(task, facts);
  const took = startedAt !== null ? formatClock((endedAt ?? facts.now) - startedAt) : undefined;
  const ago = endedAt === null ? undefined : formatAge(endedAt, facts.now);
  const asks = facts.asks?.get(task.id);
  const parts = {
    running: [took, why ?? asks],
    done: [ago, took && `took ${took}`],
    failed: [why, ago],
    cancelled: [why, ago],
  };
  return (state in parts ? parts[state as keyof typeof parts] : [why]).filter((part) => part !== undefined).join(' · ');
}
