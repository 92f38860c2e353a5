import type {ListedTask} from '../state/task-list.js';
import type {Page} from '../state/view.js';
import {isBackupName} from './backup-rows.js';
import {isOfAttempt} from './tabs.js';

export function titleOfPage({subject}: Page, task: ListedTask | undefined): string {
  switch (subject.kind) {
    case 'task':
      return task ? `#${task.id} ${task.title}` : `#${subject.id} is no longer in the book`;
    case 'lock':
      return `Lock ${subject.id.replace(/^\w+ /, '')}`;
    case 'agent':
      return `Agent ${subject.id}`;
    case 'node':
      return `Node ${subject.id}`;
    case 'backup':
      return titleOfBackup(subject.id);
    case 'vote':
      return `Vote ${subject.id}`;
    case 'graph':
      return 'Who waits for whom';
    case 'log':
      return 'Log';
    case 'progress':
      return 'Progress';
    case 'trail':
      return 'Audit trail';
    case 'notices':
      return 'Inbox';
    case 'approvals':
      return 'What agents ask leave for';
    case 'answer':
      return `orkestra ${subject.command}`;
  }
}

const titleOfBackup = (name: string): string =>
  isBackupName(name)
    ? `Backup ${name.slice(0, 12)}`
    : name.startsWith('run ')
      ? `Schedule ${name.slice(4)}`
      : `Backup, ${name}`;

/** Whose output it is, where there are several. */
export function attemptNote({subject, tab}: Page, task: ListedTask | undefined): string | undefined {
  if (subject.kind !== 'task' || !isOfAttempt(tab) || !task || task.attempt < 2) return undefined;
  return `attempt ${subject.attempt ?? task.attempt} of ${task.attempt}`;
}

/** What a page without a line says. */
export function emptyWords({tab}: Page, task: ListedTask | undefined, why: string | undefined): string {
  if (tab === 'output' && task) {
    if (task.state === 'running') return 'No output yet.';
    return task.attempt === 0 ? (why ?? 'It has not run yet.') : 'It wrote nothing.';
  }
  return empties[tab] ?? 'There is nothing to show.';
}

const empties: Readonly<Record<string, string>> = {
  transcript: 'Nothing is known of what the agent did in this attempt.',
  attempts: 'It has not been tried yet.',
  progress: 'Nothing was told of how it was made.',
  steps: 'No steps are known of it.',
  needs: 'It waits for nothing, and nothing waits for it.',
  trail: 'Nothing was recorded.',
  graph: 'No task waits for another. `task add --after` or the field After in a task makes it so.',
  answer: 'It has said nothing yet.',
  log: 'Nothing has been written down.',
  approvals: 'No agent has asked for anything yet. What it may not do by itself is asked here.',
  notices: 'Nothing has happened yet. What needs you, and what was done, appears here.',
};
