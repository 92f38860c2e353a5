import type {AuditFilter} from '../../state/audit.js';
import type {OptionSpec, Options, OptionValue} from './command.js';
import {moment, taskId, textOf, wholeNumber} from './values.js';

export const auditFilterOptions: readonly OptionSpec[] = [
  {flags: '--since WHEN', help: 'not before: 2h (ago), 2026-11-20 or 2026-11-20T14:00'},
  {flags: '--until WHEN', help: 'not after; a date means the whole day'},
  {flags: '--type TYPE', help: 'only these events: task, task.done, lock...'},
  {flags: '--task ID', help: 'only of this task'},
  {flags: '--agent NAME', help: 'only of this agent'},
  {flags: '--text TEXT', help: 'only with this text in what happened'},
  {flags: '--limit N', help: 'at most so many, the newest'},
];

export function readAuditFilter(options: Options, now: number): AuditFilter {
  const since = dayStart(options.since) ?? moment(options.since, '--since', now);
  const until = dayEnd(options.until) ?? moment(options.until, '--until', now);
  const type = textOf(options.type);
  const task = textOf(options.task);
  const agent = textOf(options.agent);
  const text = textOf(options.text);
  const limit = wholeNumber(options.limit, '--limit');
  return {
    ...(since !== undefined && {since}),
    ...(until !== undefined && {until}),
    ...(type !== undefined && {type}),
    ...(task !== undefined && {task: taskId(task)}),
    ...(agent !== undefined && {agent}),
    ...(text !== undefined && {text}),
    ...(limit !== undefined && {limit}),
  };
}

/** A date is a day where the reader is; Date.parse takes it for one in Greenwich. */
function dayStart(value: OptionValue): number | undefined {
  const text = textOf(value)?.trim() ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const at = new Date(`${text}T00:00`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

function dayEnd(value: OptionValue): number | undefined {
  const start = dayStart(value);
  if (start === undefined) return undefined;
  const next = new Date(start);
  next.setDate(next.getDate() + 1);
  return next.getTime() - 1;
}
