import type {TaskDraft} from '../src/tasks/draft.js';
import {parsePriority} from '../src/tasks/priority.js';
import {OrkestraError} from '../state/errors.js';
import type {Dialog, Field, Store, View} from '../state/view.js';
import {type Desk, did} from './desk.js';
import {editText, insertText} from './edit-text.js';
import type {KeyPress} from './key-parser.js';
import {type Deed, findKey} from './keys.js';
import {readFields} from './task-fields.js';

/** A dialog takes every key until it is closed. */
export function pressInDialog(desk: Desk, dialog: Dialog, keyPress: KeyPress): void {
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
  const {task} = dialog;
  if (choice?.does === 'leave' || choice?.does === 'hand-back') desk.deeds.leave(choice.does);
  if (choice?.does === 'cancel' && task !== undefined)
    did(desk, () => desk.deeds.stop(task), `#${task} is being stopped.`);
  if (choice?.does === 'delete' && task !== undefined)
    did(desk, () => desk.deeds.remove(task), `#${task} was deleted.`);
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
