import {OrkestraError} from '../../../state/errors.js';

/** Counts what a backup unfolds into: folders that hold each other many times have more entries than any disk. */
export interface Unfolding {
  /** True now and then, when others should have their turn. */
  add(treeId: string, entries: number): boolean;
}

const ALWAYS_FINE = 200_000;
const MOST_TIMES = 1000;
const TURN_EVERY = 2000;

export function makeUnfolding(): Unfolding {
  const known = new Set<string>();
  let different = 0;
  let all = 0;
  let sinceTurn = 0;
  return {
    add(treeId, entries) {
      if (!known.has(treeId)) different += entries;
      known.add(treeId);
      all += entries + 1;
      if (all > ALWAYS_FINE + different * MOST_TIMES)
        throw new OrkestraError('refused', `The backup has ${different} entries and unfolds into more than ${all}.`, {
          hint: 'It was made to fill a disk; restore single paths of it with --only.',
        });
      sinceTurn += entries + 1;
      if (sinceTurn < TURN_EVERY) return false;
      sinceTurn = 0;
      return true;
    },
  };
}
