import type {Dialog} from '../state/view.js';
import {aimNow, changeList, changePage, type Desk} from './desk.js';
import {clusters, type EditedText, editText, insertText} from './edit-text.js';
import {helpSections, layHelp} from './help-rows.js';
import type {KeyPress} from './key-parser.js';
import {answerRequest} from './press-approvals.js';
import {pressInForm} from './press-form.js';
import {goToMatch} from './press-page.js';
import {putBackNow} from './press-rollback.js';
import {doToEach} from './press-tasks.js';

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
  if (dialog.request !== undefined && choice) return answerRequest(desk, dialog.request, choice.does);
  const tasks = dialog.tasks.map((id) => ({id}));
  if (choice?.does === 'leave' || choice?.does === 'hand-back') desk.deeds.leave(choice.does);
  if (choice?.does === 'stop') doToEach(desk, tasks, 'being stopped', ({id}) => desk.deeds.stop(id));
  const [task] = dialog.tasks;
  if (choice?.does === 'put-back' && task !== undefined) putBackNow(desk, task);
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
