import type {ListedTask} from '../state/task-list.js';
import {type Page, paneNames} from '../state/view.js';
import {type Aim, everyTask, needsSomething, whyNoTask} from './aim.js';
import type {Deed} from './deed.js';
import {shownRollback} from './shown-rollback.js';
import {isOfAttempt} from './tabs.js';
import {whyNoBackup} from './whether-backup.js';

export type {Deed} from './deed.js';

export type KeyGroup = 'moving' | 'looking' | 'tasks and locks' | 'the program';

export interface Key {
  keys: readonly string[];
  does: Deed;
  group: KeyGroup;
  /** One word or two for the line of hints and the palette. */
  label: string;
  help: string;
  /** Where it means this; everywhere when not given. */
  only?: 'lists' | 'pages';
  /** Why it cannot be done to what is chosen; undefined = it can. Said when the key is pressed all the same. */
  blocked?: (aim: Aim) => string | undefined;
  /** Shown in the line of hints when it is not blocked, the lowest number first. */
  hint?: number;
}

/** Every key of the program, once. Help, hints, palette, docs and tests are made from this table. */
export const keys: readonly Key[] = [
  {keys: ['down', 'j'], does: 'down', group: 'moving', label: 'down', help: 'the next row or line'},
  {keys: ['up', 'k'], does: 'up', group: 'moving', label: 'up', help: 'the row or line before'},
  {keys: ['pagedown', 'ctrl-d'], does: 'page-down', group: 'moving', label: 'page down', help: 'a page down'},
  {keys: ['pageup', 'ctrl-u'], does: 'page-up', group: 'moving', label: 'page up', help: 'a page up'},
  {keys: ['g', 'home'], does: 'first', group: 'moving', label: 'first', help: 'the first row or line'},
  {keys: ['G', 'end'], does: 'last', group: 'moving', label: 'last', help: 'the last row or line'},
  ...paneNames.map(
    (name, at): Key => ({
      keys: [String(at + 1)],
      does: `go-${name}`,
      group: 'moving',
      label: name,
      help: `to the ${name}`,
    }),
  ),
  {
    keys: ['!'],
    does: 'needs-you',
    group: 'moving',
    label: 'what needs you',
    help: 'the next task that only you can settle',
  },
  {
    keys: ['tab', 'right', 'l'],
    does: 'next',
    group: 'moving',
    label: 'next',
    help: 'the next pane; on a page its next tab',
  },
  {
    keys: ['shift-tab', 'left', 'h'],
    does: 'previous',
    group: 'moving',
    label: 'previous',
    help: 'the pane before; on a page the tab before',
  },
  {
    keys: ['enter'],
    does: 'open',
    group: 'looking',
    label: 'open',
    help: 'all about the chosen row, on a page of its own',
    only: 'lists',
    hint: 10,
    blocked: needsSomething,
  },
  {keys: ['esc'], does: 'back', group: 'looking', label: 'back', help: 'a step back; never quits'},
  {
    keys: ['+'],
    does: 'zoom',
    group: 'looking',
    label: 'zoom',
    help: 'the focused pane in full size, and back',
    only: 'lists',
  },
  {
    keys: ['/'],
    does: 'find',
    group: 'looking',
    label: 'find',
    help: 'keep rows with all these words, `!word` for those without; on a page, go to this text',
    hint: 80,
  },
  {
    keys: ['n'],
    does: 'next-match',
    group: 'looking',
    label: 'next match',
    help: 'the next line that was looked for',
    only: 'pages',
    hint: 81,
    blocked: whyNoMatch,
  },
  {
    keys: ['N'],
    does: 'previous-match',
    group: 'looking',
    label: 'match before',
    help: 'the line before that was looked for',
    only: 'pages',
    blocked: whyNoMatch,
  },
  {
    keys: ['f'],
    does: 'follow',
    group: 'looking',
    label: 'follow',
    help: 'to the end, and along with what is added',
    only: 'pages',
    hint: 20,
  },
  {
    keys: ['w'],
    does: 'wrap',
    group: 'looking',
    label: 'wrap',
    help: 'break long lines, or cut them',
    only: 'pages',
    hint: 21,
  },
  {
    keys: ['['],
    does: 'attempt-before',
    group: 'looking',
    label: 'attempt before',
    help: 'what the attempt before wrote',
    only: 'pages',
    hint: 25,
    blocked: ({tasks, page}) => whyNoAttempt(page, tasks[0], -1),
  },
  {
    keys: [']'],
    does: 'attempt-after',
    group: 'looking',
    label: 'attempt after',
    help: 'what the attempt after it wrote',
    only: 'pages',
    hint: 26,
    blocked: ({tasks, page}) => whyNoAttempt(page, tasks[0], 1),
  },
  {
    keys: ['y'],
    does: 'copy',
    group: 'looking',
    label: 'copy',
    help: 'copy the text of the page, or what the chosen row is called',
    blocked: needsSomething,
  },
  {
    keys: ['s'],
    does: 'sort',
    group: 'looking',
    label: 'sort',
    help: 'sort by the next column, at last in the own order again',
    only: 'lists',
  },
  {
    keys: ['S'],
    does: 'reverse',
    group: 'looking',
    label: 'reverse',
    help: 'turn the order of the rows round',
    only: 'lists',
  },
  {
    keys: ['D'],
    does: 'diff',
    group: 'looking',
    label: 'diff',
    help: 'what the task changed in its worktree',
    hint: 12,
    blocked: (aim) =>
      aim.page?.tab === 'diff'
        ? 'This is the diff.'
        : everyTask(({id, attempt}) => (attempt === 0 ? `#${id} has changed nothing yet.` : undefined))(aim),
  },
  {
    keys: ['t'],
    does: 'graph',
    group: 'looking',
    label: 'tree',
    help: 'who waits for whom, as a drawing',
  },
  {keys: ['L'], does: 'log', group: 'looking', label: 'log', help: 'what the engine and the screen wrote down'},
  {
    keys: ['P'],
    does: 'progress',
    group: 'looking',
    label: 'progress',
    help: 'how far the project is, and how fast it goes',
  },
  {keys: ['T'], does: 'trail', group: 'looking', label: 'trail', help: 'all that was recorded, by whom and when'},
  {
    keys: ['R'],
    does: 'approvals',
    group: 'looking',
    label: 'requests',
    help: 'what agents ask leave for',
  },
  {keys: ['i'], does: 'notices', group: 'looking', label: 'inbox', help: 'what happened, and what needs you'},
  {
    keys: [' '],
    does: 'mark',
    group: 'tasks and locks',
    label: 'mark',
    help: 'mark the row; keys are for all marked',
    only: 'lists',
    blocked: needsSomething,
  },
  {
    keys: ['*'],
    does: 'mark-all',
    group: 'tasks and locks',
    label: 'mark all',
    help: 'mark all rows of the list, or none',
    only: 'lists',
  },
  {
    keys: ['n'],
    does: 'new',
    group: 'tasks and locks',
    label: 'new',
    help: 'add a task; in backups, make one',
    only: 'lists',
    hint: 20,
  },
  {
    keys: ['e'],
    does: 'edit',
    group: 'tasks and locks',
    label: 'edit',
    help: 'change the task',
    hint: 30,
    blocked: everyTask((task) => (isOver(task.state) ? `#${task.id} is ${task.state}.` : undefined)),
  },
  {
    keys: ['x'],
    does: 'stop',
    group: 'tasks and locks',
    label: 'stop',
    help: 'stop a task or command, or take it out of the queue',
    hint: 40,
    blocked: (aim) =>
      aim.call !== undefined
        ? undefined
        : everyTask(({id, state}) =>
            state === 'done' || state === 'cancelled' ? `#${id} is ${state} already.` : undefined,
          )(aim),
  },
  {
    keys: ['r'],
    does: 'retry',
    group: 'tasks and locks',
    label: 'retry',
    help: 'start the task over',
    hint: 50,
    blocked: everyTask(({id, state}) => (state === 'ready' ? `#${id} is in the queue already.` : undefined)),
  },
  {
    keys: ['a'],
    does: 'approve',
    group: 'tasks and locks',
    label: 'approve',
    help: 'accept and merge, or allow what is asked',
    hint: 5,
    blocked: nothingToAnswer,
  },
  {
    keys: ['A'],
    does: 'reject',
    group: 'tasks and locks',
    label: 'reject',
    help: 'send it back with a comment, or deny it',
    hint: 6,
    blocked: nothingToAnswer,
  },
  {
    keys: ['d'],
    does: 'remove',
    group: 'tasks and locks',
    label: 'remove',
    help: 'take a task out of the book, or break a lock',
    hint: 60,
    blocked: (aim) =>
      aim.locks.length > 0
        ? undefined
        : everyTask(({id, state}) => (state === 'running' ? `#${id} is running; stop it first.` : undefined))(aim),
  },
  {
    keys: ['V'],
    does: 'verify',
    group: 'tasks and locks',
    label: 'verify',
    help: 'read the whole backup and say whether it is sound',
    hint: 55,
    blocked: whyNoBackup,
  },
  {
    keys: ['B'],
    does: 'restore',
    group: 'tasks and locks',
    label: 'bring back',
    help: 'restore the backup, or part of it, into a folder',
    hint: 45,
    blocked: whyNoBackup,
  },
  {
    keys: ['U'],
    does: 'put-back',
    group: 'tasks and locks',
    label: 'put back',
    help: 'show what a task did to files, and undo it',
    blocked: whyNotPutBack,
  },
  {
    keys: ['>'],
    does: 'raise',
    group: 'tasks and locks',
    label: 'more urgent',
    help: 'raise the priority by one',
    blocked: whyNoTask,
  },
  {
    keys: ['<'],
    does: 'lower',
    group: 'tasks and locks',
    label: 'less urgent',
    help: 'lower the priority by one',
    blocked: whyNoTask,
  },
  {keys: ['u'], does: 'undo', group: 'tasks and locks', label: 'undo', help: 'take the last deed back'},
  {
    keys: [':', 'ctrl-p'],
    does: 'palette',
    group: 'the program',
    label: 'commands',
    help: 'every deed, every object and every command, by name',
    hint: 90,
  },
  {keys: ['?'], does: 'help', group: 'the program', label: 'help', help: 'this list', hint: 91},
  {keys: ['ctrl-l'], does: 'redraw', group: 'the program', label: 'redraw', help: 'draw the whole screen again'},
  {
    keys: ['q', 'ctrl-c'],
    does: 'quit',
    group: 'the program',
    label: 'quit',
    help: 'leave; asks first when work is running, and on a page goes back',
    hint: 92,
  },
];

function whyNoAttempt(page: Page | undefined, task: ListedTask | undefined, by: number): string | undefined {
  if (page?.subject.kind !== 'task' || !isOfAttempt(page.tab) || !task)
    return 'Only output and transcript belong to an attempt.';
  const next = (page.subject.attempt ?? task.attempt) + by;
  if (next >= 1 && next <= task.attempt) return undefined;
  return by < 0 ? 'There is no attempt before this one.' : 'This is the newest attempt.';
}

const isOver = (state: string): boolean => state === 'done' || state === 'failed' || state === 'cancelled';

function whyNoMatch({isSearching, keyFor}: Aim): string | undefined {
  return isSearching ? undefined : `Nothing is looked for; ${keyFor('find')} does that.`;
}

function whyNotPutBack(aim: Aim): string | undefined {
  if (shownRollback(aim.page) !== undefined) return undefined;
  return everyTask(({id, attempt, state}) =>
    attempt === 0 ? `#${id} has changed nothing yet.` : state === 'running' ? `#${id} is running.` : undefined,
  )(aim);
}

function nothingToAnswer(aim: Aim): string | undefined {
  return aim.request ? undefined : everyTask(notInReview)(aim);
}

function notInReview({id, state}: {id: number; state: string}): string | undefined {
  return state === 'review' ? undefined : `#${id} is ${state}, not in review.`;
}
