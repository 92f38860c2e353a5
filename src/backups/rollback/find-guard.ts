import {OrkestraError} from '../../../state/errors.js';
import {type Guard, listGuards, readGuard} from '../../../state/guards.js';
import {listRollbacks} from '../../../state/rollbacks.js';
import {readRun} from '../../../state/runs.js';
import type {Task} from '../../../state/tasks.js';
import type {World} from '../../world.js';

/** An attempt whose work can be put back, and the time in which it worked. */
export interface Guarded {
  guard: Guard;
  endedAt: number;
}

/** `isEnding`: the engine asks, in the moment the attempt is over and before its end is written. */
export function findGuarded(world: World, task: Task, attempt: number | undefined, isEnding = false): Guarded {
  if (task.state === 'running' && !isEnding)
    throw new OrkestraError('conflict', `Task #${task.id} is running.`, {
      hint: `\`orkestra task cancel ${task.id}\` stops it.`,
    });
  const guard =
    attempt === undefined ? listGuards(world.db, task.id).find(isUsable) : readGuard(world.db, task.id, attempt);
  if (!guard || !isUsable(guard)) throw noGuard(task, attempt, guard);
  const endedAt = readRun(world.db, task.id, guard.attempt)?.endedAt ?? world.now();
  return {guard, endedAt};
}

const isUsable = ({outcome}: Guard): boolean => outcome === 'kept' || outcome === 'nothing';

function noGuard({id, attempt: newest}: Task, attempt: number | undefined, guard: Guard | undefined): OrkestraError {
  const which = attempt === undefined ? `task #${id}` : `attempt ${attempt} of task #${id}`;
  const why = guard?.why ? `: ${guard.why}` : '';
  return new OrkestraError('not-found', `Nothing was backed up before ${which} worked${why}.`, {
    hint:
      newest === 0
        ? 'It has not worked on anything yet.'
        : 'What worked in a worktree of its own is undone by leaving it; `backup.guard` says whose work is preceded by a backup.',
  });
}

/** What a screen offers: the newest attempt that can be put back and was not. */
export function rollbackOffer(world: Pick<World, 'db'>, task: Pick<Task, 'id' | 'state' | 'attempt'>) {
  const guards = listGuards(world.db, task.id);
  const rolled = listRollbacks(world.db, task.id).filter(({undoneAt}) => undoneAt === null);
  const guard = guards.find(isUsable);
  const isRolledBack = guard !== undefined && rolled.some(({attempt}) => attempt === guard.attempt);
  const hasFailed =
    task.state === 'failed' || task.state === 'cancelled' || task.state === 'review' || task.state === 'waiting';
  return {guard, isRolledBack, isOffered: guard !== undefined && !isRolledBack && hasFailed};
}
