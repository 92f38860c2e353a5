import {listRunning} from '../../../state/attempts.js';
import {listRunsSince} from '../../../state/runs.js';
import {readWorkspace} from '../../../state/workspaces.js';
import type {World} from '../../world.js';

/** Tasks that worked in the project folder at the same time: what they did cannot be told from what this one did. */
export function listNeighbours({db}: World, task: number, since: number): number[] {
  const at = [...listRunning(db), ...listRunsSince(db, since).map((run) => ({...run, id: run.task}))];
  const inWorktree = (id: number, attempt: number): boolean => readWorkspace(db, id)?.attempt === attempt;
  const ids = at.filter(({id, attempt}) => id !== task && !inWorktree(id, attempt)).map(({id}) => id);
  return [...new Set(ids)].sort((one, other) => one - other);
}
