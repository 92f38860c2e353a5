import type {Deeds} from '../components/desk.js';
import type {Answers} from '../src/answers.js';
import {allowRequest, denyRequest} from '../src/approvals/answer.js';
import type {Engine} from '../src/engine.js';
import {forceLocks} from '../src/locks/force.js';
import {readNotices} from '../src/notify/read.js';
import {addTask} from '../src/tasks/add.js';
import {cancelTask} from '../src/tasks/cancel.js';
import {dropTask} from '../src/tasks/drop.js';
import {draftOf, editTask} from '../src/tasks/edit.js';
import {findTask} from '../src/tasks/find.js';
import {prioritizeTask} from '../src/tasks/reorder.js';
import {retryTask} from '../src/tasks/retry.js';
import {approveTask, rejectTask} from '../src/tasks/review.js';
import {makeUndo} from '../src/undo.js';
import {approveWork, hasWork} from '../src/workspaces/approve.js';
import type {World} from '../src/world.js';

interface Around {
  answers: Answers;
  leave: Deeds['leave'];
  copy: Deeds['copy'];
  redraw: Deeds['redraw'];
}

/** What the keys of the screen do to the project. */
export function makeDeeds(world: World, engine: Engine, {answers, leave, copy, redraw}: Around): Deeds {
  const undo = makeUndo(world);
  return {
    add: (draft) => undo.adding(() => addTask(world, draft)),
    edit: (id, changes) => undo.changing(id, () => editTask(world, id, changes)),
    draftOf: (id) => draftOf(world, findTask(world, id)),
    stop: (id) => undo.changing(id, () => cancelTask(world, id)),
    retry: (id) => undo.changing(id, () => retryTask(world, id)),
    remove: (id) => undo.changing(id, () => dropTask(world, id)),
    approve(id) {
      if (hasWork(world, id)) return approveWork(world, id).then(() => undo.lasting(`#${id} was merged`));
      undo.changing(id, () => approveTask(world, id));
      return undefined;
    },
    reject: (id, reason) => undo.changing(id, () => rejectTask(world, id, reason)),
    allow: (request, scope) => void allowRequest(world, request, scope),
    deny: (request, reason) => void denyRequest(world, request, reason),
    prioritize: (id, by) =>
      undo.changing(id, () => prioritizeTask(world, id, nudged(findTask(world, id).priority, by))),
    breakLocks: (ids, reason) => undo.breaking(() => forceLocks(world, ids, reason)),
    readInbox: () => void readNotices(world),
    together: undo.together,
    undo: undo.takeBack,
    call: answers.start,
    endCall: answers.stop,
    copy,
    redraw,
    runningHere: engine.runningCount,
    leave,
    logError: (error) => world.log.error('a key failed', error),
  };
}

const nudged = (priority: number, by: number): number => Math.max(1, Math.min(9, priority + by));
