import {readMeta, writeMeta} from '../../state/meta.js';
import {insertNotice} from '../../state/notifications.js';
import {countTasks} from '../../state/task-counts.js';
import {write} from '../../state/write.js';
import {record} from '../audit/record.js';
import {percentOf, shareOf} from '../progress.js';
import type {World} from '../world.js';
import {USER} from './tell.js';

const MILESTONES = [100, 90, 75, 50, 25];
/** Of fewer tasks each end is a milestone, and the tasks tell of themselves. */
const LEAST_TASKS = 4;
const KEY = 'milestone';

/** Tells once when a quarter, half, three quarters, nine tenths and all of the tasks are done. True when it did. */
export function tellMilestone(world: World): boolean {
  const {db} = world;
  const share = shareOf(countTasks(db));
  const percent = percentOf(share);
  const reached = share.total < LEAST_TASKS ? 0 : (MILESTONES.find((one) => percent >= one) ?? 0);
  const told = Number(readMeta(db, KEY) ?? 0);
  if (reached === told) return false;
  return write(db, () => {
    writeMeta(db, KEY, String(reached));
    // New tasks put the next milestone further away; that is no news.
    if (reached < told) return false;
    const {done, total} = share;
    const at = world.now();
    const title = reached === 100 ? `All ${total} tasks are done` : `${reached}% of the tasks are done`;
    insertNotice(db, {
      ...{at, recipient: USER, kind: 'info', priority: 'low', about: 'milestone', title},
      ...{message: reached === 100 ? '' : `${done} of ${total}`, task: null, count: 1},
    });
    record(world, {type: 'project.milestone', data: {percent: reached, done, total}});
    return true;
  });
}
