import type {Page} from '../state/view.js';

/** What a rollback would do is on this page: of which task. */
export function shownRollback(page: Page | undefined): number | undefined {
  if (page?.subject.kind !== 'answer') return undefined;
  const [, task] = /^task rollback (\d+) --dry-run$/.exec(page.subject.command) ?? [];
  return task === undefined ? undefined : Number(task);
}
