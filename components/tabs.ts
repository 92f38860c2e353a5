import type {ListedTask} from '../state/task-list.js';
import type {Page, Subject} from '../state/view.js';

const tabs: Readonly<Record<Subject['kind'], readonly string[]>> = {
  task: ['output', 'facts', 'attempts', 'needs', 'trail', 'diff'],
  agent: ['facts', 'trail'],
  lock: ['facts', 'trail'],
  node: ['facts', 'trail'],
  backup: ['facts', 'progress', 'steps', 'trail'],
  vote: ['facts'],
  graph: ['graph'],
  log: ['log'],
  trail: ['trail'],
  progress: ['progress'],
  notices: ['notices'],
  approvals: ['approvals'],
  answer: ['answer'],
};

/** What an agent did stands beside what it wrote. */
export function tabsOf({kind}: Subject, task?: ListedTask): readonly string[] {
  if (kind !== 'task' || !task) return tabs[kind];
  return tabs.task.flatMap((tab) => {
    if (tab === 'output' && isAgents(task)) return [tab, 'transcript'];
    // Whose it is is a question only where there is no command.
    return tab === 'facts' && task.run === null ? [tab, 'score'] : [tab];
  });
}

/** Without a command only an agent can have worked on it. */
const isAgents = ({attempt, run, agent}: ListedTask): boolean =>
  attempt > 0 && (run === null || (agent !== null && agent !== 'shell'));

/** What is shown there belongs to one of the attempts. */
export const isOfAttempt = (tab: string): boolean => tab === 'output' || tab === 'transcript';

/** What grows at its end is followed from there; the rest is read from its beginning. */
const followed = ['output', 'transcript', 'log', 'trail'];

export function openPage(subject: Subject, tab = tabsOf(subject)[0] ?? 'facts'): Page {
  return {subject, tab, top: 0, isFollowing: followed.includes(tab), isWrapped: true, search: '', match: undefined};
}
