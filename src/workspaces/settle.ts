import {OrkestraError} from '../../state/errors.js';
import {readTask} from '../../state/tasks.js';
import {readWorkspace} from '../../state/workspaces.js';
import type {Ending} from '../tasks/endings.js';
import type {World} from '../world.js';
import {bringWork} from './bring.js';
import {hasFolder} from './folder.js';
import {keepWork, showCounts} from './keep.js';
import {oneAtATime} from './one-at-a-time.js';

/** Whether an attempt succeeded in a worktree of its own. */
export function hasDelivery(world: World, {id, attempt, outcome}: Ending): boolean {
  if (outcome !== 'done') return false;
  const workspace = readWorkspace(world.db, id);
  return workspace?.attempt === attempt && workspace.state !== 'merged';
}

/**
 * The end of an attempt, after the work it left in a worktree is kept on the task's branch, and merged where nobody is to
 * look at it first. Work that cannot be kept makes the attempt a failed one: nothing is done that is not there.
 */
export async function deliver(world: World, ending: Ending): Promise<Ending> {
  if (ending.outcome !== 'done') return ending;
  const failed = (why: string): Ending => ({...ending, outcome: 'failed', exitCode: null, why});
  try {
    const workspace = hasDelivery(world, ending) ? readWorkspace(world.db, ending.id) : undefined;
    if (!workspace) return ending;
    if (workspace.state === 'prepared' && !hasFolder(world.paths, workspace))
      return failed('its worktree was removed while it ran');
    const kept = await keepWork(world, workspace);
    const review = readTask(world.db, ending.id)?.review;
    const waits = review === 'human' || review === 'vote';
    if (waits) return {...ending, delivery: {ok: true, words: kept ? showCounts(kept) : 'no changes'}};
  } catch (error) {
    return failed(`its work could not be kept: ${told(world, ending, error)}`);
  }
  return {...ending, ...(await merge(world, ending))};
}

/** What is kept is not done again because it could not be merged: then a person looks at it. */
async function merge(world: World, ending: Ending): Promise<Pick<Ending, 'delivery'>> {
  try {
    const brought = await oneAtATime(world, async () =>
      isOurs(world, ending) ? bringWork(world, ending.id) : undefined,
    );
    // The turn that writes this end finds that it is another's now.
    if (!brought) return {};
    return {delivery: brought.ok ? brought : {ok: false, words: `not merged: ${brought.why}`}};
  } catch (error) {
    return {delivery: {ok: false, words: `not merged: ${told(world, ending, error)}`}};
  }
}

function told(world: World, {id}: Ending, error: unknown): string {
  if (!(error instanceof OrkestraError)) world.log.error(`task ${id}: its work could not be delivered`, error);
  return error instanceof Error ? error.message : String(error);
}

function isOurs({db}: World, {id, attempt, owner}: Ending): boolean {
  const task = readTask(db, id);
  return task?.state === 'running' && task.attempt === attempt && task.owner === owner;
}
