import type {ImportedState} from './imported.js';

const states: Readonly<Record<string, ImportedState>> = {
  pending: 'queued',
  waiting: 'queued',
  assigned: 'queued',
  in_progress: 'queued',
  blocked: 'blocked',
  review: 'review',
  completed: 'done',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
};

export const statusWords = Object.keys(states);

const wordOf = (text: string): string => text.trim().toLowerCase().replace(/[ -]/g, '_');

export const isInProgress = (status: string | null | undefined): boolean => wordOf(status ?? '') === 'in_progress';

/** A task without a status has not begun. Undefined for a word nobody knows: to guess would lose or repeat work. */
export function stateOfStatus(status: string | null | undefined): ImportedState | undefined {
  const word = wordOf(status ?? '') || 'pending';
  return Object.hasOwn(states, word) ? states[word] : undefined;
}

const priorities: Readonly<Record<string, number>> = {critical: 1, urgent: 1, high: 3, medium: 5, normal: 5, low: 7};

export const priorityWords = Object.keys(priorities);

/** Numbers count from 1, the most urgent, without an end; ours end at 9. */
export function oldPriority(priority: string | number | null | undefined): number | undefined {
  const word = wordOf(String(priority ?? '')) || 'normal';
  if (Object.hasOwn(priorities, word)) return priorities[word];
  const number = Number(word);
  return Number.isFinite(number) ? Math.min(9, Math.max(1, Math.round(number))) : undefined;
}

/** Words that stand where the name of an agent would. */
export function agentOf(name: string | null | undefined): string | null {
  const agent = name?.trim() ?? '';
  return ['', 'auto', 'any', 'none', 'null', 'unassigned'].includes(agent.toLowerCase()) ? null : agent;
}
