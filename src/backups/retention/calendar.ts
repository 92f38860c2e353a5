import type {Counted} from './policy.js';
import type {Span} from './span.js';

/** A moment with the clock on the wall where it was made: "daily" means the days of that place. */
export interface Moment {
  readonly at: number;
  /** What that clock was ahead of UTC. */
  readonly zoneMs: number;
}

/** The time of a backup as the repository has it, such as `2026-11-21T02:00:00.123456789+01:00`. */
export function readMoment(time: string): Moment | undefined {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(?:Z|([+-])(\d\d):(\d\d))$/.exec(time);
  if (!found) return undefined;
  const [, clock = '', fraction = '', sign, hours = '0', minutes = '0'] = found;
  const zoneMs = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  const at = Date.parse(`${clock}Z`) + Math.floor(Number(`0${fraction}`) * 1000) - zoneMs;
  return Number.isNaN(at) ? undefined : {at, zoneMs};
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

/** Two backups with the same answer share an hour, a day and so on; each backup is a `last` of its own. */
export function slotOf(rule: Exclude<Counted, 'last'>, {at, zoneMs}: Moment): number {
  const wall = at + zoneMs;
  const date = new Date(wall);
  switch (rule) {
    case 'hourly':
      return Math.floor(wall / HOUR_MS);
    case 'daily':
      return Math.floor(wall / DAY_MS);
    case 'weekly':
      // Weeks begin on Monday, and the epoch was a Thursday.
      return Math.floor((wall + 3 * DAY_MS) / WEEK_MS);
    case 'monthly':
      return date.getUTCFullYear() * 12 + date.getUTCMonth();
    case 'yearly':
      return date.getUTCFullYear();
  }
}

/** So long before a moment, on the clock of its place: a day may have 23 hours there. */
export function before({at, zoneMs}: Moment, {years, months, days, hours}: Span): number {
  const date = new Date(at);
  const isHere = -date.getTimezoneOffset() * MINUTE_MS === zoneMs;
  const moved = isHere ? date : new Date(at + zoneMs);
  if (isHere) moved.setFullYear(date.getFullYear() - years, date.getMonth() - months, date.getDate() - days);
  else moved.setUTCFullYear(moved.getUTCFullYear() - years, moved.getUTCMonth() - months, moved.getUTCDate() - days);
  return moved.getTime() - (isHere ? 0 : zoneMs) - hours * HOUR_MS;
}
