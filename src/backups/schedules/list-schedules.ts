import {type BackupRun, listLastRuns} from '../../../state/backup-runs.js';
import {exactDuration, formatAge, formatMoment} from '../../formats.js';
import type {World} from '../../world.js';
import {nextRunAt} from './due.js';
import {readSchedule, type WrittenSchedule} from './schedule.js';
import {sinceOf} from './seen.js';

export interface ListedSchedule {
  name: string;
  path: string;
  /** As it was written. */
  when: string;
  /** Now when it is due; undefined when it never comes. */
  nextAt: number | undefined;
  last: BackupRun | undefined;
}

/** Each schedule with its last run and its next. */
export function listSchedules(world: World): ListedSchedule[] {
  const last = new Map(listLastRuns(world.db).map((run) => [run.schedule, run]));
  return world.config.backup.schedules.map((written) => ({
    name: written.name,
    path: written.path,
    when: written.cron ?? `every ${exactDuration(written.everyMs ?? 0)}`,
    nextAt: nextOf(world, written),
    last: last.get(written.name),
  }));
}

function nextOf(world: World, written: WrittenSchedule): number | undefined {
  const next = nextRunAt(readSchedule(written), sinceOf(world, written.name));
  return next === undefined ? undefined : Math.max(next, world.now());
}

const iso = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : new Date(at).toISOString();

export const scheduleJson = ({name, path, when, nextAt, last}: ListedSchedule) => ({
  ...{name, path, when, nextAt: iso(nextAt)},
  last: last
    ? {
        ...{dueAt: iso(last.dueAt), startedAt: iso(last.startedAt), endedAt: iso(last.endedAt)},
        ...{state: last.outcome ?? 'running', backup: last.backup, why: last.why},
      }
    : null,
});

/** When it runs next and how it last went, on one line. */
export function scheduleText({nextAt, last}: ListedSchedule, now: number): string {
  const next = nextAt === undefined ? 'never' : nextAt <= now ? 'due now' : `next ${formatMoment(nextAt, now)}`;
  return `${next} · ${lastText(last, now)}`;
}

function lastText(last: BackupRun | undefined, now: number): string {
  if (!last) return 'not run yet';
  if (last.outcome === null) return `runs since ${formatMoment(last.startedAt, now)}`;
  const why = last.why === null ? '' : `: ${last.why}`;
  return `last ${formatAge(last.endedAt ?? last.startedAt, now)}, ${last.outcome}${why}`;
}
