import {OrkestraError} from '../state/errors.js';
import type {PaneName} from '../state/view.js';
import {paneNames} from '../state/view.js';
import type {Aim} from './aim.js';
import {aimNow, changeList, changePage, type Desk, flash} from './desk.js';
import type {KeyPress} from './key-parser.js';
import {keyOf} from './keymap.js';
import type {Deed, Key} from './keys.js';
import {needsPerson} from './needs-you.js';
import {backupForm, restoreForm, verifyBackup} from './press-backups.js';
import {pressInDialog} from './press-dialog.js';
import {pressInList} from './press-list.js';
import {pressOnPage} from './press-page.js';
import {emptyPalette, pressInPalette} from './press-palette.js';
import {doToTasks} from './press-tasks.js';
import {openPage} from './tabs.js';
import {taskFields} from './task-fields.js';

/** One key, one deed. What goes wrong becomes a sentence on the screen. */
export function press(desk: Desk, keyPress: KeyPress): void {
  try {
    if (desk.view.get().flash) desk.view.set({flash: undefined});
    const {dialog} = desk.view.get();
    if (dialog?.kind === 'palette')
      return pressInPalette(desk, dialog, keyPress, (deed) => doIfPossible(desk, keyOf(deed)));
    if (dialog) return pressInDialog(desk, dialog, keyPress);
    if ('paste' in keyPress)
      return flash(desk, 'bad', `Press ${desk.keymap.show('new')} or ${desk.keymap.show('find')} first, then paste.`);
    pressOnScreen(desk, keyPress.key);
  } catch (error) {
    if (!(error instanceof OrkestraError)) desk.deeds.logError(error);
    flash(
      desk,
      'bad',
      error instanceof OrkestraError
        ? error.message
        : `Something went wrong; ${desk.keymap.show('log')} shows the log.`,
    );
  }
}

function pressOnScreen(desk: Desk, name: string): void {
  doIfPossible(desk, desk.keymap.find(name, aimNow(desk).place));
}

function doIfPossible(desk: Desk, key: Key | undefined): void {
  if (!key) return;
  const aim = aimNow(desk);
  const blocked = key.blocked?.(aim);
  if (blocked !== undefined) return flash(desk, 'bad', blocked);
  doDeed(desk, key.does, aim);
}

/** Keys and the palette end here. */
export function doDeed(desk: Desk, deed: Deed, aim: Aim): void {
  if (doAnywhere(desk, deed, aim) || doToTasks(desk, deed, aim)) return;
  if (aim.place === 'pages') pressOnPage(desk, deed);
  else pressInList(desk, deed, aim);
}

/** True when it was done. */
function doAnywhere(desk: Desk, deed: Deed, aim: Aim): boolean {
  const {view, deeds} = desk;
  switch (deed) {
    case 'new':
      if (aim.pane === 'backups') view.set({dialog: backupForm()});
      else view.set({dialog: {kind: 'form', title: 'New task', purpose: {does: 'add'}, fields: taskFields(), at: 0}});
      return true;
    case 'verify':
      if (aim.chosen !== undefined) verifyBackup(desk, aim.chosen);
      return true;
    case 'restore':
      if (aim.chosen !== undefined) view.set({dialog: restoreForm(aim.chosen)});
      return true;
    case 'help':
      view.set({dialog: {kind: 'help', scroll: 0, search: ''}});
      return true;
    case 'palette':
      view.set({dialog: emptyPalette});
      return true;
    case 'needs-you':
      goToNeed(desk);
      return true;
    case 'undo':
      flash(desk, 'plain', deeds.undo() ?? 'There is nothing to take back.');
      return true;
    case 'stop':
      if (aim.call === undefined) return false;
      deeds.endCall(aim.call);
      return true;
    case 'redraw':
      deeds.redraw();
      return true;
    case 'diff':
      openDiff(desk, aim);
      return true;
    case 'graph':
    case 'log':
    case 'trail':
    case 'progress':
    case 'notices':
    case 'approvals':
      if (deed === 'notices') deeds.readInbox();
      if (aim.page?.subject.kind !== deed) view.set({pages: [...view.get().pages, openPage({kind: deed})]});
      return true;
    case 'find':
      if (aim.page) view.set({dialog: {kind: 'search', before: aim.page.search}});
      else view.set({dialog: {kind: 'filter', before: view.get().lists[aim.pane].filter}});
      return true;
    case 'back':
      goBack(desk);
      return true;
    case 'quit':
      if (aim.page) goBack(desk);
      else askToQuit(desk);
      return true;
    default:
      return goTo(desk, deed);
  }
}

/** A tab of the page that is open already, else a page of its own. */
function openDiff({view}: Desk, {tasks: [task], page}: Aim): void {
  if (!task) return;
  const {pages} = view.get();
  const below = page?.subject.kind === 'task' ? pages.slice(0, -1) : pages;
  view.set({pages: [...below, openPage({kind: 'task', id: task.id}, 'diff')]});
}

function goTo({view}: Desk, deed: Deed): boolean {
  if (!deed.startsWith('go-')) return false;
  const focus = deed.slice('go-'.length) as PaneName;
  view.set({focus, pages: []});
  return paneNames.includes(focus);
}

/** Round the tasks that need a person, beginning after the chosen one. */
function goToNeed(desk: Desk): void {
  const {asking} = desk.moment().overview;
  const needs = desk
    .moment()
    .overview.tasks.filter((task) => needsPerson(task) || asking.some((one) => one.task === task.id))
    .map(({id}) => String(id));
  const {chosen} = desk.view.get().lists.tasks;
  const next = needs[(needs.indexOf(chosen ?? '') + 1) % needs.length];
  if (next === undefined) {
    if (desk.moment().backups.needs.length > 0) return desk.view.set({focus: 'backups', pages: []});
    return flash(desk, 'plain', 'Nothing needs you.');
  }
  desk.view.set({focus: 'tasks', pages: []});
  changeList(desk, 'tasks', {chosen: next, filter: '', at: 0});
}

/** The innermost thing goes first: a search, a page, the marks, the filter, the zoom. */
function goBack(desk: Desk): void {
  const {view} = desk;
  const {pages, focus, lists, isZoomed} = view.get();
  const page = pages.at(-1);
  const list = lists[focus];
  if (page && page.search !== '') return changePage(desk, {search: '', match: undefined});
  if (page) return view.set({pages: pages.slice(0, -1)});
  if (list.marked.size > 0) return changeList(desk, focus, {marked: new Set()});
  if (list.filter !== '') return changeList(desk, focus, {filter: ''});
  if (isZoomed) view.set({isZoomed: false});
}

function askToQuit({view, deeds}: Desk): void {
  const running = deeds.runningHere();
  if (running === 0) return deeds.leave('quit');
  const [what, it] = running === 1 ? ['A task is', 'it'] : [`${running} tasks are`, 'them'];
  view.set({
    dialog: {
      kind: 'confirm',
      tasks: [],
      question: `${what} running here.`,
      details: [`Leaving does not have to stop ${it}.`],
      choices: [
        {key: 'b', label: `keep ${it} and the queue running in the background`, does: 'leave'},
        {key: 'h', label: `stop ${it} and put ${it} back into the queue`, does: 'hand-back'},
        {key: 's', label: 'stay here', does: 'stay'},
      ],
    },
  });
}
