import {readGuard} from '../../../state/guards.js';
import {ourCommand} from '../../our-command.js';
import type {World} from '../../world.js';

/** What the guard says in place of the command when there is no backup to go back to. */
export const UNGUARDED = 74;

interface Asking {
  id: number;
  attempt: number;
  agent: string;
  /** It declares the files it works on. */
  hasLocks: boolean;
}

/** Whether a backup is taken before this attempt works in the project folder. */
export function needsGuard({config}: Pick<World, 'config'>, {agent, hasLocks}: Pick<Asking, 'agent' | 'hasLocks'>) {
  const {guard} = config.backup;
  return guard === 'all' || (guard === 'agents' && (agent !== 'shell' || hasLocks));
}

/**
 * The command of an attempt, after the backup of what it may touch. Both are one process group, written down before
 * anything begins: so the guard outlives its engine as the work does, and ends with it when it is stopped.
 */
export function withGuard(world: World, task: Asking, run: string | null): string | null {
  if (!needsGuard(world, task)) return run;
  const guard = ourCommand(world.paths, ['guard', String(task.id), String(task.attempt)]);
  return `${guard} || exit ${UNGUARDED}\n${run ?? ''}`;
}

/** Why an attempt never began; undefined when it did. Nothing works on files that nothing was kept of. */
export function whyUnguarded({db}: Pick<World, 'db'>, task: number, attempt: number): string | undefined {
  const guard = readGuard(db, task, attempt);
  if (guard === undefined || guard.outcome === 'kept' || guard.outcome === 'nothing') return undefined;
  return `it did not begin, for no backup could be taken first: ${guard.why ?? 'the backup was cut short'}`;
}
