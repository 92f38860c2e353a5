import {listGuards} from '../../../state/guards.js';
import type {Task} from '../../../state/tasks.js';
import {formatAge} from '../../formats.js';
import type {World} from '../../world.js';
import {rollbackOffer} from './find-guard.js';

/** What was kept before a task worked, and what can be done with it, in words; undefined where nothing was. */
export function tellGuard(world: World, task: Task): {kept: string; rollback: string | undefined} | undefined {
  const [newest] = listGuards(world.db, task.id);
  if (!newest) return undefined;
  const {isRolledBack, isOffered} = rollbackOffer(world, task);
  const rollback = isRolledBack
    ? `done; \`orkestra task rollback ${task.id} --undo\` takes it back`
    : isOffered
      ? `\`orkestra task rollback ${task.id}\` shows what it did, and puts it back`
      : undefined;
  return {kept: keptText(newest, world.now()), rollback};
}

function keptText(
  {attempt, outcome, backup, why, endedAt}: ReturnType<typeof listGuards>[number],
  now: number,
): string {
  const note = why === null ? '' : `; ${why}`;
  if (outcome === null) return `one is taken before attempt ${attempt}`;
  if (outcome === 'failed') return `none could be taken before attempt ${attempt}${note}`;
  const what = backup === null ? 'there was nothing to keep' : backup.slice(0, 8);
  return `${what}, before attempt ${attempt}, ${formatAge(endedAt ?? now, now)}${note}`;
}
