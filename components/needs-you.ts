import type {TaskCounts} from '../state/task-counts.js';
import type {TaskState} from '../state/task-states.js';
import type {Keymap} from './keymap.js';

export const needsPerson = ({state}: {state: TaskState}): boolean =>
  state === 'review' || state === 'held' || state === 'failed';

/** What only a person can settle, in words; undefined when there is nothing. */
export function needsYou({failed, review, held}: TaskCounts, {show}: Keymap): string | undefined {
  const parts = [
    review > 0 ? `${review} in review` : undefined,
    held > 0 ? `${held} held by checks` : undefined,
    failed > 0 ? `${failed} failed` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `${parts.join(', ')}: ${show('needs-you')} goes there`;
}
