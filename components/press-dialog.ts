import type {TaskDraft} from '../src/tasks/draft.js';
import {parsePriority} from '../src/tasks/priority.js';
import {OrkestraError} from '../state/errors.js';
import type {Dialog, Field, Purpose, Store, View} from '../state/view.js';
import {aimNow, changeList, changePage, type Desk, flash} from './desk.js';
import {clusters, type EditedText, editText, insertText} from './edit-text.js';
import {helpSections, layHelp} from './help-rows.js';
import type {KeyPress} from './key-parser.js';
import {goToMatch} from './press-page.js';
import {doToEach} from './press-tasks.js';
import {readFields} from './task-fields.js';

/** A dialog takes every key until it is closed; the palette has a file of its own. */
export function pressInDialog(desk: Desk, dialog: Exclude<Dialog, {kind: 'palette'}>, keyPress: KeyPress): void {
  switch (dialog.kind) {
    case 'help':
      return pressInHelp(desk, dialog, keyPress);
    case 'confirm':
      return 'key' in keyPress ? pressInConfirm(desk, dialog, keyPress.key) : undefined;
    case 'filter':
      return pressInFilter(desk, dialog, keyPress);
    case 'search':
      return pressInSearch(desk, dialog, keyPress);
    case 'form':
      return pressInForm(desk, dialog, keyPress);
  }
}

function pressInHelp(desk: Desk, dialog: Dialog & {kind: 'help'}, press: KeyPress): void {
  const {view, room} = desk;
  const set = (change: Partial<typeof dialog>): void => view.set({dialog: {...dialog, ...change}});
  if ('paste' in press) return set({search: insertText(atEnd(dialog.search), press.paste).value, scroll: 0});
  const {key} = press;
  if (key === 'esc' && dialog.search !== '') return set({search: '', scroll: 0});
  if (['esc', 'enter', 'ctrl-c'].includes(key)) return view.set({dialog: undefined});
  const steps: Record<string, number> = {up: -1, down: 1, pageup: -room().height, pagedown: room().height};
  const step = steps[key];
  if (step !== undefined)
    return set({scroll: Math.max(0, Math.min(lastScroll(desk, dialog.search), dialog.scroll + step))});
  const edited = editText(atEnd(dialog.search), key);
  if (edited) set({search: edited.value, scroll: 0});
}

const lastScroll = (desk: Desk, search: string): number =>
  layHelp(helpSections(desk.keymap, aimNow(desk), search), desk.room()).last;

const atEnd = (value: string): EditedText => ({value, cursor: clusters(value).length});

function pressInConfirm(desk: Desk, dialog: Dialog & {kind: 'confirm'}, key: string): void {
  const isQuitting = dialog.choices.some((choice) => choice.does === 'leave');
  // Twice Ctrl-C is "now": what runs goes on by itself and is found again at the next start.
  if (key === 'ctrl-c' && isQuitting) return desk.deeds.leave('quit');
  const choice = dialog.choices.find((one) => one.key === key);
  if (!choice && key !== 'esc' && key !== 'ctrl-c') return;
  desk.view.set({dialog: undefined});
  const tasks = dialog.tasks.map((id) => ({id}));
  if (choice?.does === 'leave' || choice?.does === 'hand-back') desk.deeds.leave(choice.does);
  if (choice?.does === 'stop') doToEach(desk, tasks, 'being stopped', ({id}) => desk.deeds.stop(id));
  if (choice?.does === 'remove') doToEach(desk, tasks, 'out of the book', ({id}) => desk.deeds.remove(id));
}

/** The rows follow each letter. */
function pressInFilter(desk: Desk, dialog: Dialog & {kind: 'filter'}, press: KeyPress): void {
  const {focus, lists} = desk.view.get();
  const {filter} = lists[focus];
  const close = (): void => desk.view.set({dialog: undefined});
  const next = typed(filter, press, dialog.before);
  if (next === 'close') return close();
  if (next === undefined) return;
  if (next.isOver) close();
  changeList(desk, focus, {filter: next.text});
}

/** The page jumps to the first match as soon as the text is there. */
function pressInSearch(desk: Desk, dialog: Dialog & {kind: 'search'}, press: KeyPress): void {
  const page = desk.view.get().pages.at(-1);
  const next = typed(page?.search ?? '', press, dialog.before);
  if (next === undefined) return;
  if (next === 'close' || next.isOver) desk.view.set({dialog: undefined});
  if (next !== 'close') changePage(desk, {search: next.text, match: undefined});
  const found = desk.view.get().pages.at(-1);
  if (next === 'close' && found && found.search !== '') goToMatch(desk, found, 1);
}

/** A line of text at the bottom: Enter keeps it, Esc puts back what was there before. */
function typed(text: string, press: KeyPress, before: string): {text: string; isOver: boolean} | 'close' | undefined {
  if ('paste' in press) return {text: insertText(atEnd(text), press.paste).value, isOver: false};
  const {key} = press;
  if (key === 'enter') return 'close';
  if (key === 'esc' || key === 'ctrl-c') return {text: before === text ? '' : before, isOver: true};
  const edited = editText(atEnd(text), key);
  return edited && {text: edited.value, isOver: false};
}

function pressInForm(desk: Desk, dialog: Dialog & {kind: 'form'}, keyPress: KeyPress): void {
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

function submit(desk: Desk, dialog: Dialog & {kind: 'form'}): void {
  const {purpose} = dialog;
  if (purpose.does === 'add' || purpose.does === 'edit') return submitTask(desk, dialog, purpose);
  const reason = dialog.fields.find((field) => field.name === 'reason')?.value.trim() ?? '';
  if (reason === '') return showProblems(desk.view, dialog, new Map([['reason', 'Say why: others will read it.']]));
  desk.view.set({dialog: undefined});
  if (purpose.does === 'reject') {
    const tasks = purpose.tasks.map((id) => ({id}));
    return doToEach(desk, tasks, 'back in the queue', ({id}) => desk.deeds.reject(id, reason));
  }
  desk.deeds.breakLocks(purpose.ids, reason);
  flash(desk, 'good', `${purpose.ids.join(', ')} ${purpose.ids.length === 1 ? 'is' : 'are'} free.`);
}

function submitTask(desk: Desk, dialog: Dialog & {kind: 'form'}, purpose: Purpose & {does: 'add' | 'edit'}): void {
  const {view, deeds} = desk;
  const answer = readFields(dialog.fields);
  if (!answer.ok) return showProblems(view, dialog, answer.problems);
  try {
    const editing = purpose.does === 'edit' ? purpose.task : undefined;
    const id = editing ?? deeds.add(answer.draft);
    if (editing !== undefined) deeds.edit(editing, changedFields(deeds.draftOf(editing), answer.draft));
    view.set({dialog: undefined});
    changeList(desk, 'tasks', {chosen: String(id)});
    flash(desk, 'good', editing ? `#${id} was changed.` : `#${id} is in the queue.`);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    // The database found what the form could not: most often a task that is not there to wait for.
    showProblems(view, dialog, new Map([['after', error.message]]));
  }
}

function showProblems(view: Store<View>, dialog: Dialog & {kind: 'form'}, problems: ReadonlyMap<string, string>): void {
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
