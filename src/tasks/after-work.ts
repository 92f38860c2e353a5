import {readGuard} from '../../state/guards.js';
import {startAside} from '../start-aside.js';
import {deliver, hasDelivery} from '../workspaces/settle.js';
import type {World} from '../world.js';
import type {Ending} from './endings.js';

/** Whether something is still to be done with what an attempt left, before its end is written. */
export const hasMoreToDo = (world: World, ending: Ending): boolean =>
  hasDelivery(world, ending) || isToBePutBack(world, ending);

/** What succeeded in a worktree is delivered; what failed in the project folder is put back where that is wanted. */
export async function finishWork(world: World, ending: Ending): Promise<Ending> {
  if (ending.outcome === 'done') return deliver(world, ending);
  if (isToBePutBack(world, ending)) await putBack(world, ending);
  return ending;
}

/** Nothing is put back of what somebody only handed back or what may still be gone on with. */
function isToBePutBack(world: World, {id, attempt, outcome}: Ending): boolean {
  if (world.config.backup.rollback !== 'auto') return false;
  if (outcome !== 'failed' && outcome !== 'timed-out' && outcome !== 'cancelled') return false;
  const kept = readGuard(world.db, id, attempt)?.outcome;
  return kept === 'kept' || kept === 'nothing';
}

/** In a process of its own, while the attempt still has its locks. What it cannot put back it tells itself. */
async function putBack(world: World, {id, attempt}: Ending): Promise<void> {
  const isDone = await startAside(world.paths, ['put-back', String(id), String(attempt)]).ended;
  if (!isDone) world.log.warning(`task ${id}: not all that attempt ${attempt} did was put back; its trail tells why`);
}
