import type {OverviewTask} from '../state/overview.js';
import type {View} from '../state/view.js';

/** What a key does, by name; `components/press.ts` does it. */
export type Deed =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'switch'
  | 'open'
  | 'back'
  | 'zoom'
  | 'follow'
  | 'filter'
  | 'new'
  | 'edit'
  | 'stop'
  | 'retry'
  | 'delete'
  | 'approve'
  | 'raise'
  | 'lower'
  | 'help'
  | 'quit';

export interface Key {
  keys: readonly string[];
  does: Deed;
  /** One word for the line of hints. */
  label: string;
  help: string;
  /** Why it cannot be done to what is chosen; undefined = it can. Said when the key is pressed all the same. */
  blocked?: (chosen: OverviewTask | undefined) => string | undefined;
  /** Shown in the line of hints, when it is not blocked. */
  isHinted?: true;
}

const needsTask = (chosen: OverviewTask | undefined): string | undefined => (chosen ? undefined : 'No task is chosen.');

const isOver = (task: OverviewTask): boolean =>
  task.state === 'done' || task.state === 'failed' || task.state === 'cancelled';

/** Every key of the program, once. Help, hints, docs and tests are made from this table. */
export const keys: readonly Key[] = [
  {keys: ['down', 'j'], does: 'down', label: 'down', help: 'next task, or next line of output'},
  {keys: ['up', 'k'], does: 'up', label: 'up', help: 'previous task, or previous line of output'},
  {keys: ['pagedown', 'ctrl-d'], does: 'page-down', label: 'page down', help: 'a page down'},
  {keys: ['pageup', 'ctrl-u'], does: 'page-up', label: 'page up', help: 'a page up'},
  {keys: ['g', 'home'], does: 'first', label: 'first', help: 'the first row'},
  {keys: ['G', 'end'], does: 'last', label: 'last', help: 'the last row'},
  {keys: ['tab', 'shift-tab'], does: 'switch', label: 'switch', help: 'between the tasks and the output'},
  {
    keys: ['enter'],
    does: 'open',
    label: 'output',
    help: 'the output of the chosen task, in full size',
    isHinted: true,
    blocked: needsTask,
  },
  {keys: ['esc'], does: 'back', label: 'back', help: 'back, or clear the filter; never quits'},
  {keys: ['+'], does: 'zoom', label: 'zoom', help: 'the focused pane in full size, and back'},
  {keys: ['f'], does: 'follow', label: 'follow', help: 'go to the end of the output and follow it'},
  {keys: ['n'], does: 'new', label: 'new', help: 'add a task', isHinted: true},
  {
    keys: ['e'],
    does: 'edit',
    label: 'edit',
    help: 'change the chosen task',
    isHinted: true,
    blocked: (task) => needsTask(task) ?? (task && isOver(task) ? `#${task.id} is ${task.state}.` : undefined),
  },
  {
    keys: ['x'],
    does: 'stop',
    label: 'stop',
    help: 'stop the chosen task, or take it out of the queue',
    isHinted: true,
    blocked: (task) =>
      needsTask(task) ??
      (task && (task.state === 'done' || task.state === 'cancelled')
        ? `#${task.id} is ${task.state} already.`
        : undefined),
  },
  {
    keys: ['r'],
    does: 'retry',
    label: 'retry',
    help: 'start the chosen task over',
    isHinted: true,
    blocked: (task) =>
      needsTask(task) ?? (task?.state === 'ready' ? `#${task.id} is in the queue already.` : undefined),
  },
  {
    keys: ['a'],
    does: 'approve',
    label: 'approve',
    help: 'accept the result of a task that waits for review',
    isHinted: true,
    blocked: (task) =>
      needsTask(task) ?? (task && task.state !== 'review' ? `#${task.id} is ${task.state}, not in review.` : undefined),
  },
  {
    keys: ['d'],
    does: 'delete',
    label: 'delete',
    help: 'take the chosen task out of the book',
    blocked: (task) =>
      needsTask(task) ?? (task?.state === 'running' ? `#${task.id} is running; stop it first.` : undefined),
  },
  {keys: ['>'], does: 'raise', label: 'more urgent', help: 'raise the priority by one', blocked: needsTask},
  {keys: ['<'], does: 'lower', label: 'less urgent', help: 'lower the priority by one', blocked: needsTask},
  {keys: ['/'], does: 'filter', label: 'filter', help: 'show only the tasks that contain a text', isHinted: true},
  {keys: ['?'], does: 'help', label: 'help', help: 'this list', isHinted: true},
  {keys: ['q', 'ctrl-c'], does: 'quit', label: 'quit', help: 'leave; asks first when work is running', isHinted: true},
];

const names: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  enter: '⏎',
  esc: 'Esc',
  tab: 'Tab',
  'shift-tab': 'Shift-Tab',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
};

export const showKey = (key: string): string =>
  names[key] ?? key.replace(/^ctrl-(.)$/, (_, letter: string) => `Ctrl-${letter.toUpperCase()}`);

export const findKey = (key: string): Key | undefined => keys.find((one) => one.keys.includes(key));

/** The keys that work right now for what is chosen. */
export function hintsFor(
  view: Pick<View, 'dialog' | 'isZoomed' | 'filter'>,
  chosen: OverviewTask | undefined,
): {key: string; label: string}[] {
  if (view.dialog) return dialogHints(view.dialog.kind);
  const hinted = keys.filter((one) => one.isHinted && one.blocked?.(chosen) === undefined);
  const hints = hinted.map((one) => ({key: showKey(one.keys[0] ?? ''), label: one.label}));
  return view.isZoomed || view.filter !== ''
    ? [{key: 'Esc', label: view.isZoomed ? 'back' : 'all tasks'}, ...hints]
    : hints;
}

function dialogHints(kind: 'help' | 'filter' | 'task' | 'confirm'): {key: string; label: string}[] {
  if (kind === 'help')
    return [
      {key: '↑↓', label: 'scroll'},
      {key: 'Esc', label: 'close'},
    ];
  if (kind === 'filter')
    return [
      {key: '⏎', label: 'keep'},
      {key: 'Esc', label: 'clear'},
    ];
  if (kind === 'confirm') return [{key: 'Esc', label: 'back'}];
  return [
    {key: 'Tab', label: 'next field'},
    {key: '⏎', label: 'add'},
    {key: 'Esc', label: 'cancel'},
  ];
}
