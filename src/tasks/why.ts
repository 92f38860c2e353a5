import type {DepWithState} from '../../state/deps.js';
import type {TaskRow} from '../../state/tasks.js';
import {formatClock} from '../formats.js';
import {FINISHED} from './end.js';

/** What must be known to say why a task does not run. */
export type Waiting = Pick<
  TaskRow,
  'id' | 'state' | 'readyAt' | 'failures' | 'retries' | 'hindrance' | 'why' | 'attempt' | 'stopRequest'
> & {openNeeds: readonly DepWithState[]};

export interface QueueFacts {
  now: number;
  hasEngine: boolean;
  /** Why the engine starts nothing new. */
  pause: string | undefined;
  running: number;
  maxConcurrentTasks: number;
  /** What the agents of running tasks ask leave for, in words. */
  asks?: ReadonlyMap<number, string>;
  /** Attempts that a backup is taken for before they begin, by task and number. */
  guarded?: ReadonlySet<string>;
}

const attemptKey = (task: number, attempt: number): string => `${task}:${attempt}`;

export const guardedOf = (open: readonly {task: number; attempt: number}[]): Set<string> =>
  new Set(open.map(({task, attempt}) => attemptKey(task, attempt)));

/** One sentence for every task that is not running; undefined for one that is. */
export function whyNotRunning(task: Waiting, facts: QueueFacts): string | undefined {
  switch (task.state) {
    case 'running':
      if (task.stopRequest) return `stopping: ${task.why ?? task.stopRequest}`;
      return facts.guarded?.has(attemptKey(task.id, task.attempt)) ? 'a backup is taken first' : undefined;
    case 'waiting':
      return task.openNeeds.length > 0 ? whyNeeds(task.openNeeds) : whyLater(task, facts.now);
    case 'ready':
      return whyReady(task, facts);
    case 'held':
      return task.why ?? 'held by a check';
    case 'review':
      return task.why === null || task.why === FINISHED ? 'waits for your review' : task.why;
    case 'failed':
      return `${task.why ?? 'failed'}; gave up after ${count(task.failures, 'failure')}`;
    case 'cancelled':
      return task.why ?? 'cancelled';
    case 'done':
      return task.attempt > 1 ? `done at attempt ${task.attempt}` : 'done';
  }
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** A dependency that can never be met by itself is named first: there a person must act. */
function whyNeeds(needs: readonly DepWithState[]): string {
  const dead = needs.find((dep) => dep.kind === 'hard' && (dep.state === 'failed' || dep.state === 'cancelled'));
  if (dead)
    return `blocked: #${dead.needs} ${dead.state === 'failed' ? 'failed' : 'was cancelled'}; retry it or edit this task`;
  const [first] = needs;
  if (needs.length === 1 && first) return `after #${first.needs}, which is ${first.state}`;
  const shown = needs.slice(0, 4).map((dep) => `#${dep.needs}`);
  const more = needs.length > shown.length ? ` and ${needs.length - shown.length} more` : '';
  return `after ${shown.join(', ')}${more}`;
}

function whyLater({readyAt, failures, retries, why}: Waiting, now: number): string {
  const left = formatClock(Math.max(0, readyAt - now));
  if (failures === 0) return readyAt > now ? `starts in ${left}` : 'starts now';
  return `retry ${failures}/${retries} ${readyAt > now ? `in ${left}` : 'now'}${why ? ` after ${why}` : ''}`;
}

function whyReady({hindrance, why}: Waiting, {hasEngine, pause, running, maxConcurrentTasks}: QueueFacts): string {
  if (hindrance) return why ?? 'waits for an agent';
  if (!hasEngine) return 'no engine is running; `orkestra run` starts one';
  if (pause) return `paused: ${pause}`;
  if (running >= maxConcurrentTasks) return `${running} of ${maxConcurrentTasks} places are taken`;
  return 'starts now';
}
