import type {RollbackReport} from '../backups/rollback/roll-back.js';
import {plain} from '../plain.js';

const would = {changed: 'change back', created: 'remove', deleted: 'bring back'} as const;
const MOST = 500;

/** What is put back, what is left and why, and how to take it back. */
export function showRollback(
  report: RollbackReport & {diff?: string | undefined},
  how: 'asked' | 'done' | 'undone',
  root: string,
): string {
  const {task, attempt, changes, left, diff} = report;
  const name = (path: string): string => plain(path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
  const about = `attempt ${attempt} of task #${task}`;
  if (changes.length === 0 && left.length === 0)
    return how === 'undone' ? 'All of it is as it was before already.' : `There is nothing to put back of ${about}.`;
  const shown = changes.slice(0, MOST).map(({path, was}) => `  ${would[was].padEnd(11)}  ${name(path)}`);
  const rest = changes.length > MOST ? [`  and ${changes.length - MOST} more`] : [];
  return [
    headline(report, how),
    ...(how === 'undone' ? [] : [...shown, ...rest]),
    ...left.slice(0, MOST).map(({path, why}) => `  left alone   ${name(path)}: ${plain(why)}`),
    ...(how === 'done' && changes.length > 0 ? [`\`orkestra task rollback ${task} --undo\` takes that back.`] : []),
    ...(diff
      ? [
          '',
          ...diff
            .replace(/\n$/, '')
            .split('\n')
            .map((line) => plain(line)),
        ]
      : []),
  ].join('\n');
}

function headline(
  {task, attempt, changes, restored, removed}: RollbackReport,
  how: 'asked' | 'done' | 'undone',
): string {
  const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
  if (how === 'asked') return `To before attempt ${attempt} of task #${task}, ${files(changes.length)}:`;
  const what = `${files(restored)} restored, ${removed} removed`;
  return how === 'done'
    ? `Put back to before attempt ${attempt} of task #${task}: ${what}.`
    : `The rollback of task #${task} was taken back: ${what}.`;
}
