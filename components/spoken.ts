import {asksTo} from '../src/approvals/words.js';
import type {Moment} from '../src/live.js';
import {whyNotRunning} from '../src/tasks/why.js';
import type {ListedTask} from '../state/task-list.js';
import type {Dialog, Field, PaneName, View} from '../state/view.js';
import {nameOfBackup} from './backup-rows.js';
import {aimNow, type Desk, listsOf} from './desk.js';
import {helpSections} from './help-rows.js';
import {titleOf} from './ListPane.js';
import {listOf, rowsOf} from './lists.js';
import {textOf} from './page-lines.js';
import {emptyWords, titleOfPage} from './page-titles.js';
import {pageWindow} from './page-window.js';
import {findEntries} from './palette.js';
import {tabsOf} from './tabs.js';
import {taskRow} from './task-rows.js';

/** For a screen reader: what changed since the last moment, each once, as a sentence. */
export function spokenNews(before: Moment, after: Moment): string[] {
  const known = new Map(before.overview.tasks.map((task) => [task.id, task]));
  const newest = Math.max(0, ...known.keys());
  const news = after.overview.tasks
    .filter((task) => (known.has(task.id) ? known.get(task.id)?.state !== task.state : isNews(task, newest, before)))
    .map((task) => `#${task.id} ${task.title}: ${spokenState(task, after)}.`);
  const asked = before.overview.asking.map(({id}) => id);
  news.push(...after.overview.asking.filter(({id}) => !asked.includes(id)).map((one) => `${asksTo(one)}.`));
  news.push(...backupNews(before, after));
  if (before.facts.hasEngine !== after.facts.hasEngine)
    news.push(after.facts.hasEngine ? 'An engine is running.' : 'No engine is running.');
  if (before.facts.pause !== after.facts.pause)
    news.push(after.facts.pause === undefined ? 'The engine goes on.' : `The engine pauses: ${after.facts.pause}.`);
  return news;
}

/** A backup that was made, work on one that began, and what of them needs a person. */
function backupNews(before: Moment, after: Moment): string[] {
  const {newest, working} = before.overview.backups;
  const isNew = (known: readonly {id: unknown}[], id: unknown): boolean => !known.some((one) => one.id === id);
  const newestAt = newest[0]?.madeAt ?? Number.NEGATIVE_INFINITY;
  return [
    ...after.overview.backups.working
      .filter(({id}) => isNew(working, id))
      .map(({kind, subject}) => `${kind} ${subject}: at work.`),
    ...after.overview.backups.newest
      .filter((backup) => backup.madeAt > newestAt && isNew(newest, backup.id))
      .map((backup) => `backup ${nameOfBackup(backup)}: made.`),
    ...after.backups.needs.filter((need) => !before.backups.needs.includes(need)).map((need) => `${need}.`),
  ];
}

/** Only the first tasks of each kind are known, so one that comes into sight need not be new. */
const isNews = ({id, endedAt}: ListedTask, newest: number, {overview}: Moment): boolean =>
  id > newest || (endedAt !== null && endedAt >= overview.at);

function spokenState(task: ListedTask, {facts}: Moment): string {
  const why = task.state === 'failed' || task.state === 'waiting' ? whyNotRunning(task, facts) : undefined;
  return why === undefined ? task.state : `${task.state}, ${why}`;
}

/** What a key has led to. One that led to nothing reads out again where one is. */
export function spokenResult(before: View, desk: Desk): string[] {
  const now = desk.view.get();
  const said = now.flash && now.flash !== before.flash ? [now.flash.text] : [];
  if (now.dialog) return [...said, ...spokenDialog(before.dialog, now.dialog, desk)];
  const page = now.pages.at(-1);
  const pageBefore = before.pages.at(-1);
  if (page) {
    const isNew = page.subject !== pageBefore?.subject || page.tab !== pageBefore?.tab;
    return [...said, ...(isNew ? [spokenTitle(desk)] : []), ...spokenPage(desk)];
  }
  if (said.length > 0) return said;
  const {focus, lists} = now;
  const list = lists[focus];
  const parts = [spokenRow(desk)];
  if (focus !== before.focus || pageBefore || before.dialog) parts.unshift(spokenPane(focus, desk));
  if (list.marked.size !== before.lists[focus].marked.size) parts.unshift(`${list.marked.size} marked.`);
  return [parts.join(' ')];
}

export function spokenPane(name: PaneName, desk: Desk): string {
  const {count} = listOf(name, desk.view.get().lists[name], listsOf(desk));
  const {filter} = desk.view.get().lists[name];
  return `${titleOf(name)}, ${count}${filter === '' ? '' : ` with "${filter}"`}.`;
}

/** The chosen row, with its place in the list. */
export function spokenRow(desk: Desk): string {
  const {focus, lists} = desk.view.get();
  const all = listsOf(desk);
  const {count, cursor, chosen} = listOf(focus, lists[focus], all);
  if (chosen === undefined) return 'Nothing here.';
  const row =
    focus === 'tasks'
      ? taskRowOf(Number(chosen), desk)
      : rowsOf(focus, all.moment, lists[focus]).find(({id}) => id === chosen);
  const words = Object.entries(row ?? {})
    .filter(([name, value]) => name !== 'id' && typeof value === 'string' && value !== '')
    .map(([, value]) => value);
  return `${cursor + 1} of ${count}: ${words.join(', ')}.`;
}

function taskRowOf(id: number, desk: Desk): object | undefined {
  const [task] = listsOf(desk).tasks([id]);
  return task && taskRow(task, desk.moment().facts);
}

function spokenTitle(desk: Desk): string {
  const page = desk.view.get().pages.at(-1);
  if (!page) return '';
  const [task] = page.subject.kind === 'task' ? listsOf(desk).tasks([page.subject.id]) : [];
  const tabs = tabsOf(page.subject, task);
  const place = tabs.length > 1 ? `, ${page.tab}, ${tabs.indexOf(page.tab) + 1} of ${tabs.length}` : '';
  return `${titleOfPage(page, task)}${place}.`;
}

/** What of the page is in sight: the keys that scroll go through it piece by piece. */
function spokenPage(desk: Desk): string[] {
  const page = desk.view.get().pages.at(-1);
  if (!page) return [];
  const [task] = page.subject.kind === 'task' ? listsOf(desk).tasks([page.subject.id]) : [];
  const text = desk.sight.page(page.subject, page.tab);
  if (text.lines.length === 0) return [emptyWords(page, task, task && whyNotRunning(task, desk.moment().facts))];
  return pageWindow(text, page, desk.room()).rows.map(({spans}) => textOf(spans));
}

function spokenDialog(before: Dialog | undefined, now: Dialog, desk: Desk): string[] {
  const isNew = before?.kind !== now.kind;
  switch (now.kind) {
    case 'confirm':
      return [now.question, ...now.details, ...now.choices.map(({key, label}) => `${key}: ${label}.`)];
    case 'form':
      return [...(isNew ? [`${now.title}.`] : []), spokenField(now.fields, now.at)];
    case 'filter':
      return isNew ? ['Filter:'] : [spokenPane(desk.view.get().focus, desk)];
    case 'search':
      return ['Search:'];
    case 'palette':
      return [isNew ? 'Command:' : spokenEntry(now, desk)];
    case 'help':
      return helpSections(desk.keymap, aimNow(desk), now.search).flatMap(({title, keys}) => [
        title,
        ...keys.map(({names, help}) => `  ${names}: ${help}`),
      ]);
  }
}

function spokenField(fields: readonly Field[], at: number): string {
  const field = fields[at];
  if (!field) return '';
  const value = field.value === '' ? `empty. ${field.hint}` : field.value;
  return `${field.problem ? `${field.problem} ` : ''}${field.label}, ${at + 1} of ${fields.length}: ${value}`;
}

function spokenEntry({text, at}: Extract<Dialog, {kind: 'palette'}>, desk: Desk): string {
  const {keymap, sight} = desk;
  const lists = listsOf(desk);
  const found = findEntries(text, {aim: aimNow(desk), lists, keymap, commands: sight.commands});
  const entry = found[at];
  return entry ? `${at + 1} of ${found.length}: ${entry.title}.` : 'Nothing is called that.';
}

/** Letters that are typed into a line are repeated as they are, and nothing else is said of them. */
export const isTyping = (view: View, key: string): boolean =>
  view.dialog !== undefined && view.dialog.kind !== 'confirm' && view.dialog.kind !== 'help' && [...key].length === 1;
