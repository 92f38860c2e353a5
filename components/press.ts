import type {TaskDraft} from '../src/tasks/draft.js';
import {parsePriority} from '../src/tasks/priority.js';
import {OrkestraError} from '../state/errors.js';
import type {Overview, OverviewTask} from '../state/overview.js';
import type {Choice, Dialog, Field, Store, View} from '../state/view.js';
import {editText, insertText} from './edit-text.js';
import type {KeyPress} from './key-parser.js';
import {type Deed, findKey} from './keys.js';
import {cursorOf, filterTasks} from './rows.js';
import {readFields, taskFields} from './task-fields.js';

/** What the screen can do to the project; given by the program's entry. */
export interface Deeds {
  add(draft: TaskDraft): number;
  edit(id: number, changes: Partial<TaskDraft>): void;
  draftOf(id: number): TaskDraft;
  stop(id: number): void;
  retry(id: number): void;
  remove(id: number): void;
  approve(id: number): void;
  prioritize(id: number, priority: number): void;
  /** How many tasks this process runs itself; they are what quitting would concern. */
  runningHere(): number;
  leave(how: 'hand-back' | 'leave' | 'quit'): void;
  logError(error: unknown): void;
}

export interface Desk {
  view: Store<View>;
  overview(): Overview;
  /** Lines that fit on a page of the focused pane. */
  pageSize(): number;
  deeds: Deeds;
}

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

const flash = ({view}: Desk, tone: 'good' | 'bad', text: string): void => view.set({flash: {tone, text}});

export interface Chosen {
  rows: readonly OverviewTask[];
  cursor: number;
  task: OverviewTask | undefined;
}

export function chosenIn(overview: Overview, view: View): Chosen {
  const rows = filterTasks(overview.tasks, view.filter);
  const cursor = cursorOf(rows, view.selected, 0);
  return {rows, cursor, task: rows[cursor]};
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
      return ask(desk, `Stop #${id}?`, `${title} is running; what it did so far stays as it is.`, [
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

function did(desk: Desk, deed: () => void, said: string): void {
  deed();
  flash(desk, 'good', said);
}

const ask = ({view}: Desk, question: string, detail: string, choices: Choice[]): void =>
  view.set({
    dialog: {kind: 'confirm', question, detail, choices: [...choices, {key: 'n', label: 'keep it', does: 'stay'}]},
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

function pressInDialog(desk: Desk, dialog: Dialog, keyPress: KeyPress): void {
  switch (dialog.kind) {
    case 'help':
      return 'key' in keyPress ? pressInHelp(desk, dialog, keyPress.key) : undefined;
    case 'confirm':
      return 'key' in keyPress ? pressInConfirm(desk, dialog, keyPress.key) : undefined;
    case 'filter':
      return pressInFilter(desk, dialog, keyPress);
    case 'task':
      return pressInTask(desk, dialog, keyPress);
  }
}

function pressInHelp({view, pageSize}: Desk, dialog: Dialog & {kind: 'help'}, key: string): void {
  if (['esc', 'q', '?', 'enter', 'ctrl-c'].includes(key)) return view.set({dialog: undefined});
  const deed = findKey(key)?.does;
  const steps: Partial<Record<Deed, number>> = {up: -1, down: 1, 'page-up': -pageSize(), 'page-down': pageSize()};
  const step = deed && steps[deed];
  if (step !== undefined) view.set({dialog: {...dialog, scroll: Math.max(0, dialog.scroll + step)}});
}

function pressInConfirm(desk: Desk, dialog: Dialog & {kind: 'confirm'}, key: string): void {
  const isQuitting = dialog.choices.some((choice) => choice.does === 'leave');
  // Twice Ctrl-C is "now": what runs goes on by itself and is found again at the next start.
  if (key === 'ctrl-c' && isQuitting) return desk.deeds.leave('quit');
  const choice = dialog.choices.find((one) => one.key === key);
  if (!choice && key !== 'esc' && key !== 'ctrl-c') return;
  desk.view.set({dialog: undefined});
  const {task} = chosenIn(desk.overview(), desk.view.get());
  if (choice?.does === 'leave' || choice?.does === 'hand-back') desk.deeds.leave(choice.does);
  if (choice?.does === 'cancel' && task) did(desk, () => desk.deeds.stop(task.id), `#${task.id} is being stopped.`);
  if (choice?.does === 'delete' && task) did(desk, () => desk.deeds.remove(task.id), `#${task.id} was deleted.`);
}

function pressInFilter({view}: Desk, dialog: Dialog & {kind: 'filter'}, keyPress: KeyPress): void {
  const {filter} = view.get();
  const text = {value: filter, cursor: Number.MAX_SAFE_INTEGER};
  if ('paste' in keyPress) return view.set({filter: insertText(text, keyPress.paste).value});
  if (keyPress.key === 'enter') return view.set({dialog: undefined});
  if (keyPress.key === 'esc' || keyPress.key === 'ctrl-c')
    return view.set({dialog: undefined, filter: dialog.before === filter ? '' : dialog.before});
  const edited = editText({value: filter, cursor: [...filter].length}, keyPress.key);
  if (edited) view.set({filter: edited.value});
}

function pressInTask(desk: Desk, dialog: Dialog & {kind: 'task'}, keyPress: KeyPress): void {
  const {view} = desk;
  const {fields, at} = dialog;
  const field = fields[at];
  if (!field) return;
  const change = (text: Partial<Field>): void =>
    view.set({dialog: {...dialog, fields: fields.with(at, {...field, ...text, problem: undefined})}});
  if ('paste' in keyPress) return change(insertText(field, keyPress.paste));
  const {key} = keyPress;
  if (key === 'esc' || key === 'ctrl-c') return view.set({dialog: undefined});
  if (key === 'enter') return submit(desk, dialog);
  if (key === 'tab' || key === 'down') return view.set({dialog: {...dialog, at: (at + 1) % fields.length}});
  if (key === 'shift-tab' || key === 'up')
    return view.set({dialog: {...dialog, at: (at + fields.length - 1) % fields.length}});
  const edited = editText(field, key);
  if (edited) change(edited);
}

function submit(desk: Desk, dialog: Dialog & {kind: 'task'}): void {
  const {view, deeds} = desk;
  const answer = readFields(dialog.fields);
  if (!answer.ok) return showProblems(view, dialog, answer.problems);
  try {
    const {editing} = dialog;
    const id = editing ?? deeds.add(answer.draft);
    if (editing !== undefined) deeds.edit(editing, changedFields(deeds.draftOf(editing), answer.draft));
    view.set({
      dialog: undefined,
      selected: id,
      flash: {tone: 'good', text: editing ? `#${id} was changed.` : `#${id} is in the queue.`},
    });
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    // The database found what the form could not: most often a task that is not there to wait for.
    showProblems(view, dialog, new Map([['after', error.message]]));
  }
}

function showProblems(view: Store<View>, dialog: Dialog & {kind: 'task'}, problems: ReadonlyMap<string, string>): void {
  const fields = dialog.fields.map((field) => ({...field, problem: problems.get(field.name)}));
  const first = fields.findIndex((field) => field.problem !== undefined);
  view.set({dialog: {...dialog, fields, at: first >= 0 ? first : dialog.at}});
}

/** An edit writes only what was edited, so that it cannot undo what somebody else changed meanwhile. */
function changedFields(before: TaskDraft, after: TaskDraft): Partial<TaskDraft> {
  const shown = (name: string, value: unknown): string =>
    JSON.stringify(name === 'priority' ? parsePriority(String(value)) : (value ?? ''));
  const entries = Object.entries(after).filter(
    ([name, value]) => shown(name, value) !== shown(name, before[name as keyof TaskDraft]),
  );
  return Object.fromEntries(entries) as Partial<TaskDraft>;
}
