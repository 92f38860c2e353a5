import {formatAge} from '../src/formats.js';
import {messageOf, titleOf} from '../src/notify/words.js';
import type {Notice} from '../state/notifications.js';
import type {TaskState} from '../state/task-states.js';
import type {Line} from './page-lines.js';
import {clean} from './text.js';
import type {Theme} from './theme.js';

const AGE_WIDTH = 12;

interface Around {
  now: number;
  theme: Theme;
  stateOf(task: number): TaskState | undefined;
  /** The request that this notice tells of is not answered yet. */
  isAsked(notice: number): boolean;
}

/** What still needs you comes first, then all that happened, the newest on top. */
export function noticeLines(notices: readonly Notice[], {now, theme, ...around}: Around): Line[] {
  const newest = notices.toReversed();
  const needed = firstOfEach(newest.filter((notice) => isNeeded(notice, around)));
  const others = newest.filter((notice) => !needed.includes(notice));
  return [
    ...section('needs you', needed, (notice) => lineOf(notice, now, theme, true)),
    ...(needed.length > 0 && others.length > 0 ? [''] : []),
    ...section('what happened', others, (notice) => lineOf(notice, now, theme, false)),
  ];
}

/** A task that came to the same again is told of once as open; what was before is past. */
const firstOfEach = (notices: readonly Notice[]): Notice[] =>
  notices.filter(
    (notice, at) =>
      notice.about === 'approval' ||
      notices.findIndex(({task, about}) => task === notice.task && about !== 'approval') === at,
  );

const section = (title: string, notices: readonly Notice[], show: (notice: Notice) => Line): Line[] =>
  notices.length === 0 ? [] : [[{text: title, meaning: 'title'}], ...notices.map(show)];

/** As long as the task stands where the notice left it; of many, the last one speaks for all. */
function isNeeded({id, kind, about, task}: Notice, {stateOf, isAsked}: Pick<Around, 'stateOf' | 'isAsked'>): boolean {
  if (about === 'approval') return isAsked(id);
  if (kind !== 'needs-you' || task === null) return false;
  return stateOf(task) === (about === 'blocked' ? 'cancelled' : about);
}

function lineOf(notice: Notice, now: number, theme: Theme, isOpen: boolean): Line {
  const {at, kind, about, readAt} = notice;
  const message = messageOf(notice);
  const {glyphs} = theme;
  const sign = kind === 'needs-you' ? glyphs.warn : kind === 'done' ? glyphs.good : glyphs.separator;
  const keys = isOpen ? keysFor[about] : undefined;
  return [
    {text: `  ${sign} `, meaning: isOpen ? 'warn' : kind === 'done' ? 'good' : 'muted'},
    {text: formatAge(at, now).padEnd(AGE_WIDTH), meaning: 'muted'},
    {text: clean(titleOf(notice)), meaning: isOpen || readAt === null ? 'title' : 'plain'},
    {text: message === '' ? '' : `  ${clean(message)}`, meaning: 'plain'},
    {text: keys === undefined ? '' : `  ${keys}`, meaning: 'muted'},
  ];
}

/** On the list of tasks. */
const keysFor: Readonly<Record<string, string>> = {
  failed: 'r retries',
  review: 'a approves, A sends it back',
  held: 'e changes it, r tries again',
  blocked: 'r retries',
  approval: 'a allows, A denies',
};
