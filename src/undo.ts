import {OrkestraError} from '../state/errors.js';
import type {Lock} from '../state/lock-files.js';
import {readState} from '../state/tasks.js';
import type {Forced} from './locks/force.js';
import {giveLocksBack} from './locks/give-back.js';
import {isStop, type Memory, remember} from './tasks/remember.js';
import {restoreTasks} from './tasks/restore.js';
import type {World} from './world.js';

/** The deeds of one screen, so that the last ones can be taken back. */
export interface Undo {
  /** Adds a task; returns its id. */
  adding(add: () => number): number;
  changing(id: number, deed: () => unknown): void;
  breaking(deed: () => Forced): void;
  /** What was done and cannot be taken back, so that nothing older is taken back in its place. */
  lasting(what: string): void;
  /** All that is done meanwhile is taken back as one. */
  together(work: () => void): void;
  /** Takes the last deed back and says what is so again; undefined when there is none. */
  takeBack(): string | undefined;
}

type Step = {memory: Memory} | {locks: readonly Lock[]} | {final: string};

const KEPT = 50;

export function makeUndo(world: World): Undo {
  const deeds: Step[][] = [];
  let open: Step[] | undefined;
  const keep = (step: Step): void => {
    if (open) open.push(step);
    else push([step]);
  };
  const push = (steps: Step[]): void => {
    deeds.push(steps);
    if (deeds.length > KEPT) deeds.shift();
  };
  return {
    adding(add) {
      const memory = remember(world, add);
      keep({memory});
      return memory.id;
    },
    changing(id, deed) {
      const memory = remember(world, deed, id);
      keep(isStop(memory) ? {final: `#${id} was running, and what was stopped stays so`} : {memory});
    },
    breaking(deed) {
      const {locks, damaged} = deed();
      if (locks.length > 0) keep({locks});
      for (const {file} of damaged) keep({final: `${file} was no lock and is gone`});
    },
    lasting: (what) => keep({final: what}),
    together(work) {
      if (open) return work();
      open = [];
      try {
        work();
      } finally {
        if (open.length > 0) push(open);
        open = undefined;
      }
    },
    takeBack() {
      const steps = deeds.pop();
      if (!steps) return undefined;
      try {
        return takeBack(world, steps);
      } catch (error) {
        // What another process holds up at this moment can be tried again.
        if (!(error instanceof OrkestraError && isFinal.has(error.code))) deeds.push(steps);
        throw error;
      }
    },
  };
}

const isFinal: ReadonlySet<string> = new Set(['conflict', 'refused', 'not-found', 'invalid']);

function takeBack(world: World, steps: readonly Step[]): string {
  const memories = steps.flatMap((step) => ('memory' in step ? [step.memory] : []));
  const locks = steps.flatMap((step) => ('locks' in step ? step.locks : []));
  const [final, ...more] = steps.flatMap((step) => ('final' in step ? [step.final] : []));
  if (memories.length + locks.length === 0 && final !== undefined)
    throw new OrkestraError('refused', `That cannot be taken back: ${final}.`);
  if (memories.length > 0) restoreTasks(world, memories);
  if (locks.length > 0) giveLocksBack(world, locks);
  const but =
    final === undefined
      ? ''
      : `; but ${more.length === 0 ? final : `${more.length + 1} were running and stay stopped`}`;
  return `Taken back: ${tell(world, memories, locks)}${but}.`;
}

function tell({db}: World, memories: readonly Memory[], locks: readonly Lock[]): string {
  const [memory] = memories;
  if (!memory) return `${locks.map(({id}) => id).join(', ')} ${locks.length === 1 ? 'is' : 'are'} locked again`;
  const [who, is] = memories.length === 1 ? [`#${memory.id}`, 'is'] : [`${memories.length} tasks`, 'are'];
  if (!memory.before) return `${who} ${is} out of the book again`;
  if (!memory.after) return `${who} ${is} back in the book`;
  const state = memories.length === 1 ? readState(db, memory.id) : undefined;
  const hasMoved = state !== undefined && state !== memory.after.task.state;
  return hasMoved ? `${who} is ${state} again` : `${who} ${is} as before`;
}
