import type {TaskState} from '../../state/task-states.js';
import type {WorkspaceState} from '../../state/workspaces.js';
import {formatDuration} from '../formats.js';

interface Facts {
  now: number;
  keepMs: number;
  /** Somebody asked for it, so that nobody waits until the time is over. */
  isAsked: boolean;
}

/** Why the worktree of a task is not needed any more; undefined when it is. A deleted task is undefined. */
export function whyRemove(
  workspace: {state: WorkspaceState},
  task: {state: TaskState; endedAt: number | null} | undefined,
  {now, keepMs, isAsked}: Facts,
): string | undefined {
  if (!task) return 'its task was deleted';
  if (task.state === 'done') return workspace.state === 'merged' ? 'merged' : 'its task is done';
  if (task.state !== 'failed' && task.state !== 'cancelled') return undefined;
  if (isAsked) return `its task ${task.state === 'failed' ? 'failed' : 'was cancelled'}`;
  return now - (task.endedAt ?? now) >= keepMs
    ? `its task ${task.state === 'failed' ? 'failed' : 'was cancelled'} more than ${formatDuration(keepMs)} ago`
    : undefined;
}
