import {asksTo, visible} from '../src/approvals/words.js';
import type {Approval} from '../state/approvals.js';
import type {Choice, Dialog, Page} from '../state/view.js';
import {type Desk, flash} from './desk.js';
import {openPage} from './tabs.js';
import {reasonField} from './task-fields.js';
import {pieces} from './text-pieces.js';

const NARROWEST = 52;
const WIDEST = 84;
/** What is longer is read on its page, before it is allowed. */
const MOST_LINES = 6;

/** The whole request before the answer: the line below shows its beginning, and has room for one. */
export function openRequest(desk: Desk, request: Approval, page: Page | undefined): void {
  const width = Math.max(NARROWEST, Math.min(WIDEST, desk.room().width));
  const subject = request.subject.split('\n').flatMap((line) => pieces(visible(line), width - 2));
  const isOnPage = page?.subject.kind === 'approvals';
  if (subject.length > MOST_LINES && !isOnPage) {
    desk.view.set({pages: [...desk.view.get().pages, openPage({kind: 'approvals'})]});
    return flash(desk, 'plain', `Read all of it here; then ${desk.keymap.show('approve')} again.`);
  }
  const more = subject.length - MOST_LINES;
  const [task] = desk.sight.tasks([request.task]);
  desk.view.set({
    dialog: {
      kind: 'confirm',
      question: `${request.agent} asks for leave`,
      request: request.id,
      tasks: [],
      details: [
        `to use ${visible(request.tool)}:`,
        ...subject.slice(0, MOST_LINES).map((line) => `  ${line}`),
        ...(more > 0 ? [`  and ${more} more lines, as they stand on the page`] : []),
        '',
        `for #${request.task} ${task?.title ?? ''}`,
        `in ${request.root}`,
      ],
      choices,
    },
  });
}

const choices: readonly Choice[] = [
  {key: 'a', label: 'allow it, this once', does: 'allow'},
  {key: 'w', label: 'allow it always, when this agent asks for exactly this', does: 'allow-always'},
  {key: 'A', label: 'deny it', does: 'deny'},
];

export const denyForm = (request: Approval): Dialog => formFor(request.id, asksTo(request));

const formFor = (request: number, title: string): Dialog => ({
  kind: 'form',
  title,
  purpose: {does: 'deny', request},
  fields: [reasonField('why not; the agent is shown it. It may stay empty')],
  at: 0,
});

/** The request is known by its number: what is shown may have been answered elsewhere meanwhile, which is then said. */
export function answerRequest(desk: Desk, request: number, does: Choice['does']): void {
  if (does === 'deny') return desk.view.set({dialog: formFor(request, `Deny request ${request}`)});
  if (does !== 'allow' && does !== 'allow-always') return;
  desk.deeds.allow(request, does === 'allow' ? 'once' : 'always');
  flash(desk, 'good', does === 'allow' ? 'Allowed once.' : 'Allowed, and always from now on.');
}

export function denyNow(desk: Desk, request: number, reason: string): void {
  desk.view.set({dialog: undefined});
  desk.deeds.deny(request, reason);
  flash(desk, 'good', 'Denied; the agent goes on without.');
}
