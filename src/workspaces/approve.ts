import {OrkestraError} from '../../state/errors.js';
import {readTask, type Task, writeWhy} from '../../state/tasks.js';
import {readWorkspace} from '../../state/workspaces.js';
import {writeSoon} from '../../state/write.js';
import {approveTask, findInReview} from '../tasks/review.js';
import type {World} from '../world.js';
import {bringWork} from './bring.js';
import {oneAtATime} from './one-at-a-time.js';

/** Whether there is work beside the project folder that an approval has to merge first. */
export function hasWork({db}: World, id: number): boolean {
  const workspace = readWorkspace(db, id);
  const task = readTask(db, id);
  return task?.state === 'review' && workspace?.attempt === task.attempt && workspace.state !== 'merged';
}

/** Merges the work of a task in review and accepts it. What cannot be merged stays in review, with the reason. */
export async function approveWork(world: World, id: number): Promise<Task> {
  if (!hasWork(world, id)) return approveTask(world, id);
  return oneAtATime(world, async () => {
    findInReview(world, id);
    const brought = await bringWork(world, id);
    if (brought.ok) return approveTask(world, id);
    await writeSoon(world.db, () => void writeWhy(world.db, id, `not merged: ${brought.why}`));
    const {branch = ''} = readWorkspace(world.db, id) ?? {};
    throw new OrkestraError('conflict', `Task #${id} is not merged: ${brought.why}.`, {
      hint: `Its work is kept on the branch ${branch}; merge that by hand and approve again, or send it back with \`orkestra task reject ${id} -m TEXT\`.`,
    });
  });
}
