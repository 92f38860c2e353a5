import type {Approval} from '../state/approvals.js';
import type {LockRow} from '../state/locks.js';
import type {ListedTask} from '../state/task-list.js';
import {type Page, type PaneName, paneNames, type Subject, type View} from '../state/view.js';
import type {Deed} from './deed.js';
import {type Lists, listOf} from './lists.js';
import {lockName} from './lock-rows.js';

/** What the next key would act on. */
export interface Aim {
  place: 'lists' | 'pages';
  pane: PaneName;
  page: Page | undefined;
  /** The chosen row of the list, or what the page tells of. */
  chosen: string | undefined;
  /** The marked tasks, else the chosen one. */
  tasks: readonly ListedTask[];
  locks: readonly LockRow[];
  /** What an agent asks for that would be answered: of the chosen task, else the oldest of all. */
  request: Approval | undefined;
  isSearching: boolean;
  /** The command line whose answer is open and still comes. */
  call: string | undefined;
  /** What is pressed for a deed, for sentences. */
  keyFor(deed: Deed): string;
}

export function aimOf(view: View, lists: Lists, keyFor: Aim['keyFor']): Aim {
  const page = view.pages.at(-1);
  return {...(page ? aimOfPage(view, page, lists) : aimOfList(view, lists)), keyFor};
}

function aimOfList(view: View, lists: Lists): Omit<Aim, 'keyFor'> {
  const {focus: pane} = view;
  const {marked} = view.lists[pane];
  const {chosen} = listOf(pane, view.lists[pane], lists);
  const names = marked.size > 0 ? [...marked] : chosen === undefined ? [] : [chosen];
  return {
    place: 'lists',
    pane,
    page: undefined,
    chosen,
    ...thingsOf(pane, names, lists),
    isSearching: false,
    call: undefined,
  };
}

function aimOfPage(view: View, page: Page, lists: Lists): Omit<Aim, 'keyFor'> {
  const {subject} = page;
  const call = subject.kind === 'answer' && view.calls.has(subject.command) ? subject.command : undefined;
  const chosen = 'id' in subject ? String(subject.id) : undefined;
  const pane = paneOf(page) ?? view.focus;
  const things = thingsOf(pane, chosen === undefined ? [] : [chosen], lists);
  return {place: 'pages', pane, page, chosen, ...things, isSearching: page.search !== '', call};
}

const paneOf = ({subject: {kind}}: Page): PaneName | undefined => (isAbout(kind) ? `${kind}s` : undefined);

const isAbout = (kind: Subject['kind']): kind is 'task' | 'agent' | 'lock' | 'node' | 'backup' | 'vote' =>
  (paneNames as readonly string[]).includes(`${kind}s`);

function thingsOf(pane: PaneName, names: readonly string[], lists: Lists): Pick<Aim, 'tasks' | 'locks' | 'request'> {
  const tasks = pane === 'tasks' ? lists.tasks(names.map(Number)) : [];
  return {
    tasks,
    request: requestFor(tasks, lists),
    locks: pane === 'locks' ? lists.moment.overview.locks.filter((lock) => names.includes(lockName(lock))) : [],
  };
}

/** What is in review is answered before what others ask. */
function requestFor(tasks: readonly ListedTask[], {moment}: Lists): Approval | undefined {
  const {asking} = moment.overview;
  const own = asking.find(({task}) => tasks.some(({id}) => id === task));
  return own ?? (tasks.some(({state}) => state === 'review') ? undefined : asking[0]);
}

export const needsSomething = ({place, chosen, pane}: Aim): string | undefined =>
  place === 'pages' || chosen !== undefined ? undefined : `There is nothing to choose among the ${pane}.`;

export const whyNoTask = ({tasks, pane, keyFor}: Aim): string | undefined =>
  tasks.length > 0
    ? undefined
    : pane === 'tasks'
      ? 'No task is chosen.'
      : `That is done to tasks; ${keyFor('go-tasks')} goes there.`;

/** Blocked when none of the tasks can take it; the reason is the first one's. */
export const everyTask =
  (why: (task: ListedTask) => string | undefined) =>
  (aim: Aim): string | undefined =>
    whyNoTask(aim) ?? (aim.tasks.some((task) => why(task) === undefined) ? undefined : why(aim.tasks[0] as ListedTask));
