import {isMet, listWaitingFor} from '../../state/deps.js';
import {meetOneNeed} from '../../state/queue.js';
import {readState} from '../../state/tasks.js';
import type {World} from '../world.js';

/** Counts the dependencies that these tasks, now ended, have met; returns the dependents that became ready. */
export function releaseDependents(world: World, ids: readonly number[]): number[] {
  if (ids.length === 0) return [];
  const met = listWaitingFor(world.db, ids).filter((dep) => {
    const state = readState(world.db, dep.needs);
    return state !== undefined && isMet({kind: dep.kind, state});
  });
  return meetOneNeed(
    world.db,
    met.map((dep) => dep.task),
    world.now(),
  );
}
