import type {Page} from '../state/view.js';
import {changePage, type Desk, flash} from './desk.js';
import type {Deed} from './keys.js';
import {textOf} from './page-lines.js';
import {pageWindow} from './page-window.js';
import {findMatch} from './search.js';
import {openPage, tabsOf} from './tabs.js';

/** What a key does on a page. */
export function pressOnPage(desk: Desk, deed: Deed): void {
  const page = desk.view.get().pages.at(-1);
  if (!page) return;
  switch (deed) {
    case 'down':
      return scroll(desk, page, 1);
    case 'up':
      return scroll(desk, page, -1);
    case 'page-down':
      return scroll(desk, page, desk.room().height);
    case 'page-up':
      return scroll(desk, page, -desk.room().height);
    case 'first':
      return changePage(desk, {top: Number.NEGATIVE_INFINITY, isFollowing: false});
    case 'last':
    case 'follow':
      return changePage(desk, {isFollowing: true});
    case 'next':
      return turn(desk, page, 1);
    case 'previous':
      return turn(desk, page, -1);
    case 'wrap':
      return changePage(desk, {isWrapped: !page.isWrapped});
    case 'next-match':
      return goToMatch(desk, page, 1);
    case 'previous-match':
      return goToMatch(desk, page, -1);
    case 'attempt-before':
      return turnAttempt(desk, page, -1);
    case 'attempt-after':
      return turnAttempt(desk, page, 1);
    case 'copy':
      return copy(desk, page);
  }
}

/** Where the page stands now: one that follows shows its last lines. */
function windowOf(desk: Desk, page: Page): {top: number; first: number; last: number} {
  const text = desk.sight.page(page.subject, page.tab);
  return {...pageWindow(text, page, desk.room()), first: text.first};
}

function scroll(desk: Desk, page: Page, by: number): void {
  const {top, first, last} = windowOf(desk, page);
  const next = Math.max(first, Math.min(last, top + by));
  changePage(desk, {top: next, isFollowing: page.isFollowing && next === last});
}

function turn(desk: Desk, page: Page, by: number): void {
  const {subject} = page;
  const tabs = tabsOf(subject, subject.kind === 'task' ? desk.sight.tasks([subject.id])[0] : undefined);
  const tab = tabs[(tabs.indexOf(page.tab) + by + tabs.length) % tabs.length];
  if (tab !== undefined && tab !== page.tab) changePage(desk, openPage(page.subject, tab));
}

function turnAttempt(desk: Desk, {subject, tab}: Page, by: number): void {
  if (subject.kind !== 'task') return;
  const newest = desk.sight.tasks([subject.id])[0]?.attempt ?? 0;
  changePage(desk, openPage({...subject, attempt: (subject.attempt ?? newest) + by}, tab));
}

export function goToMatch(desk: Desk, page: Page, by: 1 | -1): void {
  const {first, lines} = desk.sight.page(page.subject, page.tab);
  const {top} = windowOf(desk, page);
  const from = page.match ?? (by > 0 ? top - 1 : top);
  const at = findMatch(lines, page.search, from - first, by);
  if (at === undefined) return flash(desk, 'bad', `"${page.search}" is not on this page.`);
  changePage(desk, {top: first + at, match: first + at, isFollowing: false});
}

function copy(desk: Desk, page: Page): void {
  const {lines} = desk.sight.page(page.subject, page.tab);
  desk.deeds.copy(lines.map(textOf).join('\n'));
  flash(desk, 'good', `Copied ${lines.length} ${lines.length === 1 ? 'line' : 'lines'}.`);
}
