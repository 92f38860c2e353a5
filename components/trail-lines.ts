import {tellEvent} from '../src/audit/tell.js';
import type {AuditEvent} from '../state/audit.js';
import type {Line} from './page-lines.js';

/** What was recorded, a line for each event. */
export const trailLines = (events: readonly AuditEvent[]): Line[] =>
  events.map((event) => [
    {text: `${momentOf(event.at)}  `, meaning: 'muted'},
    {text: event.task === null ? '' : `#${event.task}  `, meaning: 'muted'},
    {text: tellEvent(event), meaning: 'plain'},
  ]);

export const momentOf = (at: number): string => {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toLocaleString('sv-SE');
};
