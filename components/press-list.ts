import type {PaneName, Subject} from '../state/view.js';
import {paneNames} from '../state/view.js';
import type {Aim} from './aim.js';
import {changeList, type Desk, flash, listsOf} from './desk.js';
import type {Deed} from './keys.js';
import {listOf, sorts} from './lists.js';
import {openPage} from './tabs.js';

/** What a key does in the focused list. */
export function pressInList(desk: Desk, deed: Deed, {pane, chosen}: Aim): void {
  const {view} = desk;
  switch (deed) {
    case 'down':
      return move(desk, pane, 1);
    case 'up':
      return move(desk, pane, -1);
    case 'page-down':
      return move(desk, pane, desk.room().height);
    case 'page-up':
      return move(desk, pane, -desk.room().height);
    case 'first':
      return move(desk, pane, Number.NEGATIVE_INFINITY);
    case 'last':
      return move(desk, pane, Number.POSITIVE_INFINITY);
    case 'next':
      return view.set({focus: beside(pane, 1)});
    case 'previous':
      return view.set({focus: beside(pane, -1)});
    case 'open':
      if (chosen !== undefined) view.set({pages: [openPage(subjectOf(pane, chosen), firstTab(chosen))]});
      return;
    case 'zoom':
      return view.set({isZoomed: !view.get().isZoomed});
    case 'copy':
      return copy(desk, pane, chosen);
    case 'sort':
      return sortByNext(desk, pane);
    case 'reverse':
      return reverse(desk, pane);
    case 'mark':
      return mark(desk, pane, chosen);
    case 'mark-all':
      return markAll(desk, pane);
  }
}

function move(desk: Desk, pane: PaneName, by: number): void {
  const {count, cursor, nameAt} = listOf(pane, desk.view.get().lists[pane], listsOf(desk));
  const at = Math.max(0, Math.min(count - 1, cursor + by));
  changeList(desk, pane, {chosen: nameAt(at), at});
}

const beside = (pane: PaneName, by: number): PaneName =>
  paneNames[(paneNames.indexOf(pane) + by + paneNames.length) % paneNames.length] ?? pane;

/** Of work that goes on, how far it is comes first. */
const firstTab = (name: string): string | undefined => (name.startsWith('operation ') ? 'progress' : undefined);

function subjectOf(pane: PaneName, name: string): Subject {
  if (pane === 'tasks') return {kind: 'task', id: Number(name)};
  return {kind: pane.slice(0, -1) as 'agent' | 'lock' | 'node' | 'backup' | 'vote', id: name};
}

function copy(desk: Desk, pane: PaneName, chosen: string | undefined): void {
  if (chosen === undefined) return;
  const [task] = pane === 'tasks' ? desk.sight.tasks([Number(chosen)]) : [];
  const text = task ? `#${task.id} ${task.title}` : chosen;
  desk.deeds.copy(text);
  flash(desk, 'good', `Copied: ${text}`);
}

/** Through the columns, and back to the list's own order after the last one. */
function sortByNext(desk: Desk, pane: PaneName): void {
  const names: readonly string[] = sorts[pane];
  const {sort} = desk.view.get().lists[pane];
  const by = names[sort ? names.indexOf(sort.by) + 1 : 0];
  changeList(desk, pane, {sort: by === undefined ? undefined : {by, isReversed: false}});
  flash(desk, 'plain', by === undefined ? `The ${pane} are in their own order.` : `The ${pane} are sorted by ${by}.`);
}

function reverse(desk: Desk, pane: PaneName): void {
  const {sort} = desk.view.get().lists[pane];
  if (!sort)
    return flash(desk, 'bad', `Their own order has no reverse; ${desk.keymap.show('sort')} sorts by a column.`);
  changeList(desk, pane, {sort: {...sort, isReversed: !sort.isReversed}});
}

/** And on to the next row, so that a row of marks is a row of presses. */
function mark(desk: Desk, pane: PaneName, chosen: string | undefined): void {
  if (chosen === undefined) return;
  const marked = new Set(desk.view.get().lists[pane].marked);
  if (!marked.delete(chosen)) marked.add(chosen);
  changeList(desk, pane, {marked});
  move(desk, pane, 1);
}

/** What is done to more than these at once, nobody has looked at. */
const MOST_MARKED = 10_000;

function markAll(desk: Desk, pane: PaneName): void {
  const list = desk.view.get().lists[pane];
  const {count, nameAt} = listOf(pane, list, listsOf(desk));
  if (count > MOST_MARKED)
    return flash(desk, 'bad', `At most ${MOST_MARKED} rows are marked at once; a filter shows fewer.`);
  const names = Array.from({length: count}, (_, at) => nameAt(at)).filter((name) => name !== undefined);
  changeList(desk, pane, {marked: list.marked.size === count ? new Set() : new Set(names)});
}
