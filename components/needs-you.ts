import type {TaskCounts} from '../state/task-counts.js';

/** What only a person can settle, in words; undefined when there is nothing. */
export function needsYou({failed, review, held}: TaskCounts): string | undefined {
  const parts = [
    review > 0 ? `${review} in review: a approves` : undefined,
    failed > 0 ? `${failed} failed: r retries` : undefined,
    held > 0 ? `${held} held by checks` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('   ');
}
