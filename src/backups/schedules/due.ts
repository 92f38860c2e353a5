import {nextOfCron} from './cron-next.js';
import type {Schedule} from './schedule.js';

/** The next moment a schedule asks for a backup; undefined when it never does. */
export function nextRunAt({when}: Pick<Schedule, 'when'>, after: number): number | undefined {
  return 'cron' in when ? nextOfCron(when.cron, after) : after + when.everyMs;
}

export interface Due {
  /** The moment of the schedule, without chance: by it the run is known. */
  readonly dueAt: number;
  /** How many moments before it passed while nobody was there; they are made up for by this one run. */
  readonly missed: number;
}

/** Counting further back changes nothing anybody would do. */
const MOST_MISSED = 1000;

/** What has come due since a moment (the last run, or when the schedule was first seen); undefined when nothing has. */
export function findDue(schedule: Pick<Schedule, 'when'>, since: number, now: number): Due | undefined {
  const {when} = schedule;
  if (!('cron' in when)) {
    const times = Math.floor((now - since) / when.everyMs);
    return times < 1 ? undefined : {dueAt: since + times * when.everyMs, missed: times - 1};
  }
  let due: number | undefined;
  let missed = -1;
  for (let next = nextRunAt(schedule, since); next !== undefined && next <= now; next = nextRunAt(schedule, next)) {
    due = next;
    // A long sleep is not counted minute by minute: what is left is looked at from its end.
    if (++missed >= MOST_MISSED) return {dueAt: newestBefore(schedule, now), missed};
  }
  return due === undefined ? undefined : {dueAt: due, missed};
}

const DAY_MS = 86_400_000;

/** Asked only of schedules that came so often that their last moment is near. */
function newestBefore(schedule: Pick<Schedule, 'when'>, now: number): number {
  for (let days = 1; ; days *= 2) {
    let next = nextRunAt(schedule, now - days * DAY_MS) ?? now;
    if (next > now) continue;
    for (let after = next; after <= now; after = nextRunAt(schedule, next) ?? Number.POSITIVE_INFINITY) next = after;
    return next;
  }
}

/** How long a run is put off, so that machines do not all come at once: never into the next run. */
export function jitterMs(schedule: Pick<Schedule, 'when' | 'jitterMs'>, dueAt: number, random: number): number {
  if (schedule.jitterMs === 0) return 0;
  const gapMs = (nextRunAt(schedule, dueAt) ?? Number.POSITIVE_INFINITY) - dueAt;
  return Math.floor(random * Math.min(schedule.jitterMs, gapMs));
}
