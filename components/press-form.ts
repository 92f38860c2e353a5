import type {TaskDraft} from '../src/tasks/draft.js';
import {parsePriority} from '../src/tasks/priority.js';
import {OrkestraError} from '../state/errors.js';
import type {Dialog, Field, Purpose, Store, View} from '../state/view.js';
import {changeList, type Desk, flash} from './desk.js';
import {clusters, editText, insertText} from './edit-text.js';
import {offersOf, takeOffer} from './form-offers.js';
import type {KeyPress} from './key-parser.js';
import {denyNow} from './press-approvals.js';
import {submitBackup} from './press-backups.js';
import {doToEach} from './press-tasks.js';
import {readFields} from './task-fields.js';

/** A key in a form: in the list of offers when one is open, else in the field, else among the fields. */
export function pressInForm(desk: Desk, dialog: Dialog & {kind: 'form'}, keyPress: KeyPress): void {
  const {view} = desk;
  const {fields, at} = dialog;
  const field = fields[at];
  if (!field) return;
  const change = (text: Partial<Field>, isOffering = true): void =>
    view.set({
      dialog: {...dialog, fields: fields.with(at, {...field, ...text, problem: undefined}), isOffering, offer: 0},
    });
  const go = (by: number): void =>
    view.set({dialog: {...dialog, at: (at + by + fields.length) % fields.length, isOffering: false}});
  if ('paste' in keyPress) return change(insertText(field, keyPress.paste, field.isMultiline));
  const {key} = keyPress;
  if (pressInOffers(desk, dialog, field, key)) return;
  if (key === 'esc' || key === 'ctrl-c') return view.set({dialog: undefined});
  if (key === 'enter') return submit(desk, dialog);
  if (key === 'tab' || key === 'down') return go(1);
  if (key === 'shift-tab' || key === 'up') return go(-1);
  if (key === 'ctrl-o' && field.isMultiline) return change(insertText(field, '\n', true));
  const edited = editText(field, key);
  if (edited) change(edited, edited.value !== field.value);
}

/** True when the list of offers took the key. */
function pressInOffers({view, sight}: Desk, dialog: Dialog & {kind: 'form'}, field: Field, key: string): boolean {
  const offers = offersOf(sight.offers, dialog);
  const {fields, at, offer = 0} = dialog;
  const chosen = offers[offer] ?? offers[0];
  if (!chosen) return false;
  const step = {down: 1, 'ctrl-n': 1, up: -1, 'ctrl-p': -1}[key];
  if (step !== undefined) view.set({dialog: {...dialog, offer: (offer + step + offers.length) % offers.length}});
  else if (key === 'tab' || (key === 'right' && field.cursor === clusters(field.value).length))
    view.set({dialog: {...dialog, fields: fields.with(at, takeOffer(field, chosen)), isOffering: false, offer: 0}});
  else if (key === 'esc') view.set({dialog: {...dialog, isOffering: false}});
  else return false;
  return true;
}

function submit(desk: Desk, dialog: Dialog & {kind: 'form'}): void {
  const {purpose} = dialog;
  if (purpose.does === 'add' || purpose.does === 'edit') return submitTask(desk, dialog, purpose);
  if (purpose.does === 'backup' || purpose.does === 'restore') {
    const problems = submitBackup(desk, dialog);
    return problems && showProblems(desk.view, dialog, problems);
  }
  const reason = dialog.fields.find((field) => field.name === 'reason')?.value.trim() ?? '';
  if (purpose.does === 'deny') return denyNow(desk, purpose.request, reason);
  if (reason === '') return showProblems(desk.view, dialog, new Map([['reason', 'Say why: others will read it.']]));
  desk.view.set({dialog: undefined});
  if (purpose.does === 'reject') {
    const tasks = purpose.tasks.map((id) => ({id}));
    return doToEach(desk, tasks, 'back in the queue', ({id}) => desk.deeds.reject(id, reason));
  }
  desk.deeds.breakLocks(purpose.ids, reason);
  flash(desk, 'good', `${purpose.ids.join(', ')} ${purpose.ids.length === 1 ? 'is' : 'are'} free.`);
}

function submitTask(desk: Desk, dialog: Dialog & {kind: 'form'}, purpose: Purpose & {does: 'add' | 'edit'}): void {
  const {view, deeds} = desk;
  const answer = readFields(dialog.fields);
  if (!answer.ok) return showProblems(view, dialog, answer.problems);
  const editing = purpose.does === 'edit' ? purpose.task : undefined;
  const stranger = whyNoAgent(desk, answer.draft.agent, editing);
  if (stranger !== undefined) return showProblems(view, dialog, new Map([['agent', stranger]]));
  try {
    const id = editing ?? deeds.add(answer.draft);
    if (editing !== undefined) deeds.edit(editing, changedFields(deeds.draftOf(editing), answer.draft));
    view.set({dialog: undefined});
    changeList(desk, 'tasks', {chosen: String(id)});
    flash(desk, 'good', editing ? `#${id} was changed.` : `#${id} is in the queue.`);
  } catch (error) {
    if (!(error instanceof OrkestraError)) throw error;
    showProblems(view, dialog, new Map([[fieldOf(error.message, answer.draft), error.message]]));
  }
}

/** What the database found and the form could not is said beside the field it comes from. */
function fieldOf(message: string, {after = [], afterEnded = []}: TaskDraft): string {
  const id = Number(/#(\d+) to wait for/.exec(message)?.[1]);
  if (afterEnded.includes(id) && !after.includes(id)) return 'afterEnded';
  return after.length === 0 && afterEnded.length > 0 ? 'afterEnded' : 'after';
}

/** A name that stood there before stays: the agent may come back. */
function whyNoAgent(
  {moment, deeds}: Desk,
  agent: string | null | undefined,
  editing: number | undefined,
): string | undefined {
  const names = moment().agents.map(({name}) => name);
  if (!agent || names.includes(agent)) return undefined;
  if (editing !== undefined && deeds.draftOf(editing).agent === agent) return undefined;
  return `There is no agent ${agent}; there is ${names.join(', ')}.`;
}

function showProblems(view: Store<View>, dialog: Dialog & {kind: 'form'}, problems: ReadonlyMap<string, string>): void {
  const fields = dialog.fields.map((field) => ({...field, problem: problems.get(field.name)}));
  const first = fields.findIndex((field) => field.problem !== undefined);
  view.set({dialog: {...dialog, fields, at: first >= 0 ? first : dialog.at, isOffering: false}});
}

/** An edit writes only what was edited, so that it cannot undo what somebody else changed meanwhile. */
function changedFields(before: TaskDraft, after: TaskDraft): Partial<TaskDraft> {
  const shown = (name: string, value: unknown): string =>
    JSON.stringify(name === 'priority' ? parsePriority(String(value)) : (value ?? ''));
  const entries = Object.entries(after).filter(
    ([name, value]) => shown(name, value) !== shown(name, before[name as keyof TaskDraft]),
  );
  return Object.fromEntries(entries) as Partial<TaskDraft>;
}
