import type {TaskDraft} from '../src/tasks/draft.js';
import type {Overview, OverviewTask} from '../state/overview.js';
import type {Store, View} from '../state/view.js';
import {cursorOf, filterTasks} from './rows.js';

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

export const flash = ({view}: Desk, tone: 'good' | 'bad', text: string): void => view.set({flash: {tone, text}});

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

/** Does it, and says so. */
export function did(desk: Desk, deed: () => void, said: string): void {
  deed();
  flash(desk, 'good', said);
}
