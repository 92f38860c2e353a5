import {insertDep, isMet} from '../../state/deps.js';
import {OrkestraError} from '../../state/errors.js';
import {insertTask, readState} from '../../state/tasks.js';
import {write} from '../../state/write.js';
import {type Happening, record} from '../audit/record.js';
import type {World} from '../world.js';
import {type CheckedDraft, checkDraft, detailsOf, type Need, needsOf, type TaskDraft} from './draft.js';
import {rankOf} from './priority.js';

export function addTask(world: World, draft: TaskDraft): number {
  const checked = checkDraft(draft);
  return write(world.db, () => {
    const {id, happening} = addChecked(world, checked);
    record(world, happening);
    return id;
  });
}

/** All or none, in one transaction. */
export function addTasks(world: World, drafts: readonly TaskDraft[]): number[] {
  const checked = drafts.map(checkDraft);
  return write(world.db, () => {
    const added = checked.map((draft) => addChecked(world, draft));
    record(world, ...added.map(({happening}) => happening));
    return added.map(({id}) => id);
  });
}

function addChecked(world: World, draft: CheckedDraft): {id: number; happening: Happening} {
  const needs = needsOf(draft);
  const open = needs.filter((need) => !isNeedMet(world, need));
  const at = world.now();
  const state = open.length > 0 ? 'waiting' : 'ready';
  const id = insertTask(world.db, {
    title: draft.title,
    state,
    priority: draft.priority,
    rank: rankOf(at, draft.priority, world.config.queue.ageingMs),
    readyAt: at,
    depsLeft: open.length,
    retries: draft.retries ?? world.config.queue.retries,
    files: draft.files,
    createdAt: at,
    ...detailsOf(draft),
  });
  for (const {needs: other, kind} of needs) insertDep(world.db, {task: id, needs: other, kind});
  return {
    id,
    happening: {type: 'task.added', task: id, data: {title: draft.title, priority: draft.priority, state, needs}},
  };
}

export function isNeedMet({db}: World, {needs, kind}: Need): boolean {
  const state = readState(db, needs);
  if (state === undefined) throw new OrkestraError('invalid', `There is no task #${needs} to wait for.`);
  return isMet({kind, state});
}
