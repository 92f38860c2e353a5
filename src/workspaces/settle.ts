import {OrkestraError} from '../../state/errors.js';
import {readTask} from '../../state/tasks.js';
import {readWorkspace} from '../../state/workspaces.js';
import type {Ending} from '../tasks/endings.js';
import type {World} from '../world.js';
import {bringWork} from './bring.js';
import {keepWork, showCounts} from './keep.js';
import {oneAtATime} from './one-at-a-time.js';

/**
 * The end of an attempt, after the work it left in a worktree is kept on the task's branch, and merged where nobody is to
 * look at it first. Work that cannot be kept makes the attempt a failed one: nothing is done that is not there.
 */
export async function deliver(world: World, ending: Ending): Promise<Ending> {
  if (ending.outcome !== 'done') return ending;
  const workspace = readWorkspace(world.db, ending.id);
  if (!workspace || workspace.attempt !== ending.attempt || workspace.state === 'merged') return ending;
  try {
    const task = readTask(world.db, ending.id);
    const waits = task?.review === 'human' || task?.review === 'vote';
    if (waits) {
      const kept = await keepWork(world, workspace);
      return {...ending, delivery: {ok: true, words: kept ? showCounts(kept) : 'no changes'}};
    }
    const brought = await oneAtATime(world, async () =>
      isOurs(world, ending) ? bringWork(world, ending.id) : undefined,
    );
    // The turn that writes this end finds that it is another's now.
    if (!brought) return ending;
    return {...ending, delivery: brought.ok ? brought : {ok: false, words: `not merged: ${brought.why}`}};
  } catch (error) {
    if (!(error instanceof OrkestraError)) world.log.error(`task ${ending.id}: its work could not be kept`, error);
    const why = `its work could not be kept: ${error instanceof Error ? error.message : String(error)}`;
    return {...ending, outcome: 'failed', exitCode: null, why};
  }
}

function isOurs({db}: World, {id, attempt, owner}: Ending): boolean {
  const task = readTask(db, id);
  return task?.state === 'running' && task.attempt === attempt && task.owner === owner;
}
