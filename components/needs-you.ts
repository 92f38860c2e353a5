import {asksTo} from '../src/approvals/words.js';
import type {Approval} from '../state/approvals.js';
import type {Overview} from '../state/overview.js';
import type {TaskState} from '../state/task-states.js';
import type {Keymap} from './keymap.js';

export const needsPerson = ({state}: {state: TaskState}): boolean =>
  state === 'review' || state === 'held' || state === 'failed';

/**
 * What only a person can settle, in words; undefined when there is nothing. `request` is what the keys for it would
 * answer now. The keys come first: what is asked may be longer than the line.
 */
export function needsYou(
  {counts, asking, backupNeeds}: Pick<Overview, 'counts' | 'asking'> & {backupNeeds: readonly string[]},
  request: Approval | undefined,
  {show}: Keymap,
): string | undefined {
  const {failed, review, held} = counts;
  const parts = [
    review > 0 ? `${review} in review` : undefined,
    held > 0 ? `${held} held by checks` : undefined,
    failed > 0 ? `${failed} failed` : undefined,
  ].filter((part) => part !== undefined);
  const tasks = parts.length === 0 ? [] : [`${parts.join(', ')}: ${show('needs-you')} goes there`];
  const backups = backupNeeds.length === 0 ? [] : [`${backupNeeds.join(', ')}: ${show('go-backups')} shows it`];
  const others = [...tasks, ...backups].join(' · ') || undefined;
  const [first] = asking;
  if (!first) return others;
  const all = asking.length === 1 ? 'it' : `all ${asking.length}`;
  const keys = request ? `${show('approve')} allow  ${show('reject')} deny` : `${show('approvals')} shows ${all}`;
  const more = request && asking.length > 1 ? ` · ${asking.length - 1} more: ${show('approvals')}` : '';
  const besides = others === undefined ? '' : ` · ${others}`;
  return `${fit(asksTo(request ?? first))} · ${keys}${more}${besides}`;
}

/** So that the keys stay in sight on a narrow screen. The dialog shows all of it. */
const LONGEST = 48;
const fit = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
