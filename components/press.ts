import {OrkestraError} from '../state/errors.js';
import type {OverviewTask} from '../state/overview.js';
import type {Choice, Store, View} from '../state/view.js';
import {chosenIn, type Desk, did, flash} from './desk.js';
import type {KeyPress} from './key-parser.js';
import {type Deed, findKey} from './keys.js';
import {pressInDialog} from './press-dialog.js';
import {taskFields} from './task-fields.js';

/** One key, one deed. What goes wrong becomes a sentence on the screen. */
export function press(desk: Desk, keyPress: KeyPress): void {
  try {
    if (desk.view.get().flash) desk.view.set({flash: undefined});
    const {dialog} = desk.view.get();
    if (dialog) return pressInDialog(desk, dialog, keyPress);
    if ('paste' in keyPress) return flash(desk, 'bad', 'Press n or / first, then paste.');
    pressOnScreen(desk, keyPress.key);
  } catch (error) {
    if (!(error instanceof OrkestraError)) desk.deeds.logError(error);
    flash(desk, 'bad', error instanceof OrkestraError ? error.message : 'Something went wrong; the log says what.');
  }
}

function pressOnScreen(desk: Desk, name: string): void {
  const key = findKey(name);
  if (!key) return;
  const {task} = chosenIn(desk.overview(), desk.view.get());
  const blocked = key.blocked?.(task);
  if (blocked !== undefined) return flash(desk, 'bad', blocked);
  doDeed(desk, key.does, task);
}

function doDeed(desk: Desk, deed: Deed, task: OverviewTask | undefined): void {
  const {view} = desk;
  switch (deed) {
    case 'up':
      return move(desk, -1);
    case 'down':
      return move(desk, 1);
    case 'page-up':
      return move(desk, -desk.pageSize());
    case 'page-down':
      return move(desk, desk.pageSize());
    case 'first':
      return move(desk, Number.NEGATIVE_INFINITY);
    case 'last':
      return move(desk, Number.POSITIVE_INFINITY);
    case 'switch':
      return view.set({focus: view.get().focus === 'tasks' ? 'output' : 'tasks'});
    case 'open':
      return view.set({focus: 'output', isZoomed: true});
    case 'back':
      return goBack(view);
    case 'zoom':
      return view.set({isZoomed: !view.get().isZoomed});
    case 'follow':
      return view.set({scrolledBack: 0});
    case 'filter':
      return view.set({dialog: {kind: 'filter', before: view.get().filter}});
    case 'new':
      return view.set({dialog: {kind: 'task', title: 'New task', editing: undefined, fields: taskFields(), at: 0}});
    case 'help':
      return view.set({dialog: {kind: 'help', scroll: 0}});
    case 'quit':
      return askToQuit(desk);
    default:
      if (task) doToTask(desk, deed, task);
  }
}

function doToTask(desk: Desk, deed: Deed, {id, state, title, priority}: OverviewTask): void {
  const {view, deeds} = desk;
  switch (deed) {
    case 'edit':
      return view.set({
        dialog: {kind: 'task', title: `Edit #${id}`, editing: id, fields: taskFields(deeds.draftOf(id)), at: 0},
      });
    case 'stop':
      if (state !== 'running')
        return did(desk, () => deeds.stop(id), `#${id} was taken out of the queue; r puts it back.`);
      return ask(desk, id, `Stop #${id}?`, `${title} is running; what it did so far stays as it is.`, [
        {key: 'y', label: 'stop it', does: 'cancel'},
      ]);
    case 'retry':
      return did(
        desk,
        () => deeds.retry(id),
        state === 'running' ? `#${id} starts over.` : `#${id} is in the queue again.`,
      );
    case 'delete':
      return ask(
        desk,
        id,
        `Delete #${id}?`,
        `${title} and its attempts leave the book; the audit trail keeps what they were.`,
        [{key: 'y', label: 'delete it', does: 'delete'}],
      );
    case 'approve':
      return did(desk, () => deeds.approve(id), `#${id} is done.`);
    case 'raise':
      return did(desk, () => deeds.prioritize(id, Math.max(1, priority - 1)), `#${id} is more urgent now.`);
    case 'lower':
      return did(desk, () => deeds.prioritize(id, Math.min(9, priority + 1)), `#${id} is less urgent now.`);
  }
}

const ask = ({view}: Desk, task: number, question: string, detail: string, choices: Choice[]): void =>
  view.set({
    dialog: {
      kind: 'confirm',
      task,
      question,
      detail,
      choices: [...choices, {key: 'n', label: 'keep it', does: 'stay'}],
    },
  });

function move(desk: Desk, by: number): void {
  const {view} = desk;
  const {focus, scrolledBack} = view.get();
  if (focus === 'output') return view.set({scrolledBack: Math.max(0, scrolledBack - by)});
  const {rows, cursor} = chosenIn(desk.overview(), view.get());
  const next = rows[Math.max(0, Math.min(rows.length - 1, cursor + by))];
  if (next) view.set({selected: next.id, scrolledBack: 0});
}

function goBack(view: Store<View>): void {
  const {isZoomed, focus, filter} = view.get();
  if (isZoomed) return view.set({isZoomed: false, focus: 'tasks', scrolledBack: 0});
  if (focus === 'output') return view.set({focus: 'tasks', scrolledBack: 0});
  if (filter !== '') view.set({filter: ''});
}

function askToQuit({view, deeds}: Desk): void {
  const running = deeds.runningHere();
  if (running === 0) return deeds.leave('quit');
  const [what, it] = running === 1 ? ['A task is', 'it'] : [`${running} tasks are`, 'them'];
  view.set({
    dialog: {
      kind: 'confirm',
      task: undefined,
      question: `${what} running here.`,
      detail: `Leaving does not have to stop ${it}.`,
      choices: [
        {key: 'b', label: `keep ${it} and the queue running in the background`, does: 'leave'},
        {key: 'h', label: `stop ${it} and put ${it} back into the queue`, does: 'hand-back'},
        {key: 's', label: 'stay here', does: 'stay'},
      ],
    },
  });
}
