import type {Dialog, Subject} from '../state/view.js';
import {paneNames} from '../state/view.js';
import type {Deed} from './deed.js';
import {aimNow, changeList, type Desk, flash, listsOf} from './desk.js';
import {clusters, type EditedText, editText, insertText} from './edit-text.js';
import type {KeyPress} from './key-parser.js';
import {findEntries} from './palette.js';
import type {Act, Found} from './palette-entry.js';
import {runLine} from './run-line.js';
import {openPage} from './tabs.js';

type Palette = Dialog & {kind: 'palette'};

export const emptyPalette: Palette = {kind: 'palette', text: '', cursor: 0, at: 0, recalled: undefined};

/** A key in the palette; `doNow` does what a key of the screen would have done. */
export function pressInPalette(desk: Desk, dialog: Palette, press: KeyPress, doNow: (deed: Deed) => void): void {
  const set = (change: Partial<Palette>): void => desk.view.set({dialog: {...dialog, ...change}});
  const edit = ({value, cursor}: EditedText): void =>
    set(value === dialog.text ? {cursor} : {text: value, cursor, at: 0, recalled: undefined});
  const line = {value: dialog.text, cursor: dialog.cursor};
  if ('paste' in press) return edit(insertText(line, press.paste));
  const {key} = press;
  if (key === 'esc' || key === 'ctrl-c') return desk.view.set({dialog: undefined});
  const step = steps[key];
  if (step !== undefined) return recall(desk, dialog, step) ? undefined : move(desk, dialog, step);
  const chosen = (): Found | undefined => entriesOf(desk, dialog)[dialog.at];
  if (key === 'enter') return choose(desk, chosen(), doNow);
  if (key === 'tab') {
    const act = chosen()?.act;
    return act?.does === 'type' ? desk.view.set({dialog: typed(act.text)}) : undefined;
  }
  const edited = editText(line, key);
  if (edited) edit(edited);
}

const PAGE = 10;

const steps: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  'ctrl-p': -1,
  'ctrl-n': 1,
  pageup: -PAGE,
  pagedown: PAGE,
};

const entriesOf = (desk: Desk, {text}: Palette): Found[] =>
  findEntries(text, {aim: aimNow(desk), lists: listsOf(desk), keymap: desk.keymap, commands: desk.sight.commands});

const typed = (text: string): Palette => ({...emptyPalette, text, cursor: clusters(text).length});

function move(desk: Desk, dialog: Palette, step: number): void {
  const last = entriesOf(desk, dialog).length - 1;
  desk.view.set({dialog: {...dialog, at: Math.max(0, Math.min(last, dialog.at + step))}});
}

/** Up in the empty line brings back what was typed before, and then what was before that. False when it does not. */
function recall({view}: Desk, {text, at, recalled}: Palette, step: number): boolean {
  const {typedLines} = view.get();
  const isRecalling = recalled !== undefined || (text === '' && at === 0 && step < 0);
  if (!isRecalling || at > 0 || Math.abs(step) > 1) return false;
  const next = (recalled ?? typedLines.length) + step;
  const line = typedLines[next];
  if (line !== undefined) view.set({dialog: {...typed(line), recalled: next}});
  else if (next >= typedLines.length) view.set({dialog: emptyPalette});
  return true;
}

function choose(desk: Desk, entry: Found | undefined, doNow: (deed: Deed) => void): void {
  if (!entry) return;
  if (entry.why !== undefined) return flash(desk, 'bad', entry.why);
  const {act} = entry;
  if (act.does === 'type') return desk.view.set({dialog: typed(act.text)});
  desk.view.set({dialog: undefined});
  if (act.does === 'deed') return doNow(act.deed);
  go(desk, act);
}

function go(desk: Desk, act: Exclude<Act, {does: 'type' | 'deed'}>): void {
  const {view} = desk;
  switch (act.does) {
    case 'open':
      return openObject(desk, act.subject);
    case 'filter':
      view.set({focus: 'tasks', pages: []});
      return changeList(desk, 'tasks', {filter: act.text});
    case 'run':
      return runLine(desk, act.command, act.words);
  }
}

/** Esc on its page leads back to the list it stands in, and to its row. */
function openObject(desk: Desk, subject: Subject): void {
  const pane = paneNames.find((name) => name === `${subject.kind}s`);
  desk.view.set({pages: [openPage(subject)], ...(pane && {focus: pane})});
  if (pane && 'id' in subject) changeList(desk, pane, {chosen: String(subject.id)});
}
