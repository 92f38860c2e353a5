/** The named steps of the scale from 1 (first) to 9 (last). */
export const priorityNames = {urgent: 1, high: 3, normal: 5, low: 7} as const;
export type PriorityName = keyof typeof priorityNames;

/** Accepts the names and the numbers 1 to 9. */
export function parsePriority(text: string | number): number | undefined {
  const word = String(text).trim().toLowerCase();
  if (Object.hasOwn(priorityNames, word)) return priorityNames[word as PriorityName];
  return /^[1-9]$/.test(word) ? Number(word) : undefined;
}

export function showPriority(priority: number): string {
  const named = Object.entries(priorityNames).find(([, number]) => number === priority);
  return named ? named[0] : String(priority);
}

/**
 * The claim order, fixed when a task is added: its age counts as urgency, one step of priority for each `ageingMs`
 * it waits, so nothing starves and a claim is one walk along an index.
 */
export const rankOf = (addedAt: number, priority: number, ageingMs: number): number => addedAt + priority * ageingMs;
