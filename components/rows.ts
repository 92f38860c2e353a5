import type {OverviewTask} from '../state/overview.js';

/** The rows a filter leaves. Every word must be found in what the row shows. */
export function filterTasks(tasks: readonly OverviewTask[], filter: string): readonly OverviewTask[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return tasks;
  return tasks.filter((task) => {
    const text = `#${task.id} ${task.state} ${task.title} ${task.agent ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Where the chosen task stands now; the nearest row when it is gone, the first when none was chosen. */
export function cursorOf(rows: readonly OverviewTask[], selected: number | undefined, before: number): number {
  const at = rows.findIndex((task) => task.id === selected);
  return at >= 0 ? at : Math.max(0, Math.min(before, rows.length - 1));
}
