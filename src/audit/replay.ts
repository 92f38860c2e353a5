import {type AuditEvent, listAudit} from '../../state/audit.js';
import {OrkestraError} from '../../state/errors.js';
import {type TaskState, taskStates} from '../../state/task-states.js';
import {readState} from '../../state/tasks.js';
import type {World} from '../world.js';
import {readData} from './show.js';
import {tellEvent} from './tell.js';

/** Undefined where the events do not tell. */
export type ReplayedState = TaskState | 'deleted' | undefined;

export interface ReplayStep {
  event: AuditEvent;
  says: string;
  /** The state of the task after this event. */
  state: ReplayedState;
}

const ALL = -1;

/** Everything that ever happened to a task, in order; a deleted one has its history as well. */
export function replayTask({db}: World, task: number): ReplayStep[] {
  const events = listAudit(db, {task, limit: ALL});
  if (events.length === 0) throw new OrkestraError('not-found', `Nothing is recorded of a task #${task}.`);
  const states = statesAfter(events, readState(db, task));
  return events.map((event, at) => ({event, says: tellEvent(event), state: states[at]}));
}

/** `now` settles what the last events leave open. */
export function statesAfter(events: readonly AuditEvent[], now: TaskState | undefined): ReplayedState[] {
  let state: ReplayedState;
  return events.map((event, at) => {
    state = stateAfter(event, state) ?? guessQueued(events.slice(at + 1), now);
    return state;
  });
}

const isState = (word: unknown): word is TaskState => taskStates.some((state) => state === word);

/** Undefined: in the queue, and the event does not say whether it waits there for something. */
function stateAfter({type, data}: AuditEvent, before: ReplayedState): ReplayedState {
  const [subject, what] = type.split('.');
  if (subject !== 'task') return before;
  if (isState(what)) return what;
  switch (what) {
    case 'added':
    case 'retried':
    case 'restored':
      return stateIn(data);
    case 'started':
      return 'running';
    case 'approved':
      return 'done';
    case 'deleted':
      return 'deleted';
    default:
      return before;
  }
}

function stateIn(data: string): TaskState | undefined {
  const facts = readData(data);
  if (typeof facts !== 'object' || facts === null) return undefined;
  if ('state' in facts && isState(facts.state)) return facts.state;
  return 'needs' in facts && Array.isArray(facts.needs) && facts.needs.length === 0 ? 'ready' : undefined;
}

/** A task that starts was ready; one that becomes ready was waiting. */
function guessQueued(later: readonly AuditEvent[], now: TaskState | undefined): ReplayedState {
  for (const {type} of later) {
    if (type === 'task.started') return 'ready';
    if (type === 'task.ready') return 'waiting';
  }
  return now === 'ready' || now === 'waiting' ? now : undefined;
}
