import {readWorkspace} from '../../state/workspaces.js';
import type {World} from '../world.js';
import {oneAtATime} from './one-at-a-time.js';
import {type Removed, removeWorktree} from './remove.js';

/** As `removeWorktree`, when no merge is under way. Most tasks have none. */
export async function giveUpWorktree(world: World, task: number, why: string): Promise<Removed | undefined> {
  if (!readWorkspace(world.db, task)) return undefined;
  return oneAtATime(world, () => removeWorktree(world, task, why));
}
