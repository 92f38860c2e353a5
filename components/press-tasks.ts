import {OrkestraError} from '../state/errors.js';
import type {ListedTask} from '../state/task-list.js';
import type {Choice, Dialog} from '../state/view.js';
import type {Aim} from './aim.js';
import {changeList, type Desk, flash} from './desk.js';
import {keyOf} from './keymap.js';
import type {Deed} from './keys.js';
import {denyForm, openRequest} from './press-approvals.js';
import {pressRollback} from './press-rollback.js';
import {reasonField, taskFields} from './task-fields.js';

/** What a key does to the marked tasks, or to the chosen one. True when the deed is one of these. */
export function doToTasks(desk: Desk, deed: Deed, aim: Aim): boolean {
  const {view, deeds} = desk;
  switch (deed) {
    case 'edit':
      edit(desk, aim);
      return true;
    case 'stop':
      stop(desk, able(deed, aim));
      return true;
    case 'retry':
      doToEach(desk, able(deed, aim), 'in the queue again', ({id}) => deeds.retry(id));
      return true;
    case 'approve':
      if (aim.request) openRequest(desk, aim.request, aim.page);
      else approve(desk, able(deed, aim));
      return true;
    case 'reject':
      view.set({dialog: aim.request ? denyForm(aim.request) : askForReason(able(deed, aim))});
      return true;
    case 'remove':
      remove(desk, aim);
      return true;
    case 'put-back':
      pressRollback(desk, aim);
      return true;
    case 'raise':
      doToEach(desk, aim.tasks, 'more urgent now', ({id}) => deeds.prioritize(id, -1));
      return true;
    case 'lower':
      doToEach(desk, aim.tasks, 'less urgent now', ({id}) => deeds.prioritize(id, 1));
      return true;
    default:
      return false;
  }
}

/** Those of the marked tasks that can take it. */
const able = (deed: Deed, aim: Aim): ListedTask[] =>
  aim.tasks.filter((task) => keyOf(deed)?.blocked?.({...aim, tasks: [task]}) === undefined);

/** Each for itself: one that refuses does not keep the others from it. */
export function doToEach<Task extends {id: number}>(
  desk: Desk,
  tasks: readonly Task[],
  said: string,
  deed: (task: Task) => void,
): void {
  const done: Task[] = [];
  let refusal: string | undefined;
  desk.deeds.together(() => {
    for (const task of tasks) {
      try {
        deed(task);
        done.push(task);
      } catch (error) {
        if (!(error instanceof OrkestraError)) throw error;
        refusal ??= error.message;
      }
    }
  });
  const names = done.length === 1 ? `#${done[0]?.id} is` : `${done.length} tasks are`;
  if (refusal === undefined) {
    flash(desk, 'good', `${names} ${said}.`);
    changeList(desk, 'tasks', {marked: new Set()});
  } else flash(desk, 'bad', done.length === 0 ? refusal : `${names} ${said}, but: ${refusal}`);
}

/** To merge takes a moment, in which other keys are heard; how it went is said when it is known. */
function approve(desk: Desk, tasks: readonly ListedTask[]): void {
  const merging: {id: number; end: Promise<unknown>}[] = [];
  doToEach(desk, tasks, 'approved', ({id}) => {
    const end = desk.deeds.approve(id);
    if (end) merging.push({id, end});
  });
  const [first] = merging;
  if (!first) return;
  const names = merging.length === 1 ? `#${first.id}` : `${merging.length} tasks`;
  flash(desk, 'plain', `${names} ${merging.length === 1 ? 'is' : 'are'} being merged.`);
  void Promise.allSettled(merging.map(({end}) => end)).then((ends) => {
    const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    for (const error of errors) if (!(error instanceof OrkestraError)) desk.deeds.logError(error);
    const [refusal] = errors;
    if (refusal === undefined)
      return flash(desk, 'good', `${names} ${merging.length === 1 ? 'is' : 'are'} approved and merged.`);
    flash(desk, 'bad', refusal instanceof OrkestraError ? refusal.message : String(refusal));
  });
}

function edit({view, deeds}: Desk, {tasks: [task, ...more]}: Aim): void {
  if (!task) return;
  if (more.length > 0)
    return view.set({flash: {tone: 'bad', text: 'One task is edited at a time; Esc takes the marks away.'}});
  const fields = taskFields(deeds.draftOf(task.id));
  view.set({dialog: {kind: 'form', title: `Edit #${task.id}`, purpose: {does: 'edit', task: task.id}, fields, at: 0}});
}

function stop(desk: Desk, tasks: readonly ListedTask[]): void {
  const running = tasks.filter((task) => task.state === 'running');
  if (running.length === 0)
    return doToEach(desk, tasks, `out of the queue; ${desk.keymap.show('undo')} takes that back`, ({id}) =>
      desk.deeds.stop(id),
    );
  ask(desk, tasks, 'Stop', 'What running work did so far stays as it is.', {key: 'y', label: 'stop', does: 'stop'});
}

function remove(desk: Desk, aim: Aim): void {
  const [lock] = aim.locks;
  if (lock) {
    const purpose = {does: 'break-lock', ids: aim.locks.map(({id}) => id)} as const;
    const title = aim.locks.length === 1 ? `Break the lock on ${lock.id}` : `Break ${aim.locks.length} locks`;
    return desk.view.set({
      dialog: {kind: 'form', title, purpose, fields: [reasonField('why it may be broken')], at: 0},
    });
  }
  ask(desk, able('remove', aim), 'Remove', 'This can be taken back; the audit trail keeps what was removed.', {
    key: 'y',
    label: 'remove',
    does: 'remove',
  });
}

const askForReason = (tasks: readonly ListedTask[]): Dialog => ({
  kind: 'form',
  title: tasks.length === 1 ? `Send #${tasks[0]?.id} back` : `Send ${tasks.length} tasks back`,
  purpose: {does: 'reject', tasks: tasks.map(({id}) => id)},
  fields: [reasonField('what is to be done better; the next attempt is shown it')],
  at: 0,
});

const SHOWN = 5;

/** Names what it will happen to. */
function ask({view}: Desk, tasks: readonly ListedTask[], verb: string, note: string, choice: Choice): void {
  const shown = tasks.slice(0, SHOWN).map(({id, title, state}) => `#${id} ${state}  ${title}`);
  const more = tasks.length > SHOWN ? [`and ${tasks.length - SHOWN} more`] : [];
  const what = tasks.length === 1 ? `#${tasks[0]?.id}` : `${tasks.length} tasks`;
  const it = tasks.length === 1 ? 'it' : 'them';
  view.set({
    dialog: {
      kind: 'confirm',
      tasks: tasks.map(({id}) => id),
      question: `${verb} ${what}?`,
      details: [...shown, ...more, '', note],
      choices: [
        {...choice, label: `${choice.label} ${it}`},
        {key: 'n', label: `keep ${it}`, does: 'stay'},
      ],
    },
  });
}
