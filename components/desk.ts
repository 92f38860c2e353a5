import type {TaskBook} from '../src/browse.js';
import type {Moment} from '../src/live.js';
import type {TaskDraft} from '../src/tasks/draft.js';
import type {ListedTask} from '../state/task-list.js';
import type {Flash, ListView, Page, PaneName, Store, Subject, View} from '../state/view.js';
import {type Aim, aimOf} from './aim.js';
import type {CommandName} from './command-line.js';
import type {FindOffers} from './form-offers.js';
import type {Keymap} from './keymap.js';
import type {Lists} from './lists.js';
import type {PageText, Room} from './page-lines.js';

/** What the screen can do to the project; given by the program's entry. */
export interface Deeds {
  add(draft: TaskDraft): number;
  edit(id: number, changes: Partial<TaskDraft>): void;
  draftOf(id: number): TaskDraft;
  stop(id: number): void;
  retry(id: number): void;
  remove(id: number): void;
  /** Where there is work to merge first, it is on its way when this returns. */
  approve(id: number): Promise<unknown> | undefined;
  reject(id: number, reason: string): void;
  /** Answers to what an agent asked for. */
  allow(request: number, scope: 'once' | 'always'): void;
  deny(request: number, reason: string): void;
  /** Relative to what it is by now: keys may come faster than pictures. */
  prioritize(id: number, by: 1 | -1): void;
  breakLocks(ids: readonly string[], reason: string): void;
  /** All that is done in it is taken back as one. */
  together(work: () => void): void;
  /** Takes the last deed of this screen back, and says what that was; undefined when there is none. */
  undo(): string | undefined;
  /** Runs a command of the program with these words; its answer is the page of that line. */
  call(line: string, words: readonly string[]): void;
  endCall(line: string): void;
  /** What is in the inbox has been seen. */
  readInbox(): void;
  copy(text: string): void;
  redraw(): void;
  /** How many tasks this process runs itself; they are what quitting would concern. */
  runningHere(): number;
  leave(how: 'hand-back' | 'leave' | 'quit'): void;
  logError(error: unknown): void;
}

/** What the screen can look up beyond the moment; given by the program's entry. */
export interface Sight {
  book(): TaskBook;
  tasks(ids: readonly number[]): readonly ListedTask[];
  page(subject: Subject, tab: string): PageText;
  /** What may stand in a field of a form; what is not known yet is offered a moment later. */
  offers: FindOffers;
  /** What can be typed after `orkestra`. */
  commands: readonly CommandName[];
}

export interface Desk {
  view: Store<View>;
  moment(): Moment;
  sight: Sight;
  /** What the focused pane or the page has for its rows. */
  room(): Room;
  deeds: Deeds;
  keymap: Keymap;
}

export const listsOf = ({moment, sight}: Desk): Lists => ({moment: moment(), book: sight.book(), tasks: sight.tasks});

export const aimNow = (desk: Desk): Aim => aimOf(desk.view.get(), listsOf(desk), desk.keymap.show);

export const flash = ({view}: Desk, tone: Flash['tone'], text: string): void => view.set({flash: {tone, text}});

export function changeList({view}: Desk, name: PaneName, change: Partial<ListView>): void {
  const {lists} = view.get();
  view.set({lists: {...lists, [name]: {...lists[name], ...change}}});
}

export function changePage({view}: Desk, change: Partial<Page>): void {
  const {pages} = view.get();
  const page = pages.at(-1);
  if (page) view.set({pages: pages.with(-1, {...page, ...change})});
}
