import type {Deeds} from '../components/desk.js';
import type {Answers} from '../src/answers.js';
import type {Engine} from '../src/engine.js';
import {forceLocks} from '../src/locks/force.js';
import {addTask} from '../src/tasks/add.js';
import {cancelTask} from '../src/tasks/cancel.js';
import {dropTask} from '../src/tasks/drop.js';
import {draftOf, editTask} from '../src/tasks/edit.js';
import {findTask} from '../src/tasks/find.js';
import {prioritizeTask} from '../src/tasks/reorder.js';
import {retryTask} from '../src/tasks/retry.js';
import {approveTask, rejectTask} from '../src/tasks/review.js';
import type {World} from '../src/world.js';

interface Around {
  answers: Answers;
  leave: Deeds['leave'];
  copy: Deeds['copy'];
  redraw: Deeds['redraw'];
}

/** What the keys of the screen do to the project. */
export const makeDeeds = (world: World, engine: Engine, {answers, leave, copy, redraw}: Around): Deeds => ({
  add: (draft) => addTask(world, draft),
  edit: (id, changes) => void editTask(world, id, changes),
  draftOf: (id) => draftOf(world, findTask(world, id)),
  stop: (id) => void cancelTask(world, id),
  retry: (id) => void retryTask(world, id),
  remove: (id) => void dropTask(world, id),
  approve: (id) => void approveTask(world, id),
  reject: (id, reason) => void rejectTask(world, id, reason),
  breakLocks: (ids, reason) => void forceLocks(world, ids, reason),
  undo: () => undefined,
  call: answers.start,
  endCall: answers.stop,
  copy,
  redraw,
  prioritize: (id, by) => void prioritizeTask(world, id, Math.max(1, Math.min(9, findTask(world, id).priority + by))),
  runningHere: engine.runningCount,
  leave,
  logError: (error) => world.log.error('a key failed', error),
});
