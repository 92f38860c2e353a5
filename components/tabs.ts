import type {Page, Subject} from '../state/view.js';

const tabs: Readonly<Record<Subject['kind'], readonly string[]>> = {
  task: ['output', 'facts', 'attempts', 'needs', 'trail', 'diff'],
  agent: ['facts', 'trail'],
  lock: ['facts', 'trail'],
  node: ['facts', 'trail'],
  backup: ['facts'],
  vote: ['facts'],
  graph: ['graph'],
  log: ['log'],
  trail: ['trail'],
  progress: ['progress'],
  notices: ['notices'],
  approvals: ['approvals'],
  answer: ['answer'],
};

export const tabsOf = ({kind}: Subject): readonly string[] => tabs[kind];

/** What grows at its end is followed from there; the rest is read from its beginning. */
const followed = ['output', 'log', 'trail'];

export function openPage(subject: Subject, tab = tabsOf(subject)[0] ?? 'facts'): Page {
  return {subject, tab, top: 0, isFollowing: followed.includes(tab), isWrapped: true, search: '', match: undefined};
}
