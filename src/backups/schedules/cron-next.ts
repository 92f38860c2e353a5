import type {Cron} from './cron.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The 29th of February on a given weekday takes up to 40 years, over a century without a leap year. */
const MOST_DAYS = 41 * 366;

/**
 * The first moment of a schedule after another, on the clock of this machine. An hour that is skipped in spring is made up
 * for right behind the gap; in autumn a time that comes twice counts once, except for schedules that run in every hour.
 */
export function nextOfCron(cron: Cron, after: number): number | undefined {
  const first = new Date(after);
  for (let ahead = 0; ahead < MOST_DAYS; ahead++) {
    const date = new Date(first.getFullYear(), first.getMonth(), first.getDate() + ahead);
    if (!isDayOf(cron, date)) continue;
    const moment = isPlainDay(date) ? firstOfPlainDay(cron, date, after) : firstOfOddDay(cron, date, after);
    if (moment !== undefined) return moment;
  }
  return undefined;
}

function isDayOf({day, month, weekday, isEitherDay}: Cron, date: Date): boolean {
  if (!month.has(date.getMonth() + 1)) return false;
  const isDay = day.has(date.getDate());
  const isWeekday = weekday.has(date.getDay());
  return isEitherDay ? isDay || isWeekday : isDay && isWeekday;
}

/** From midnight to midnight the clock is not moved. */
function isPlainDay(date: Date): boolean {
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return isMidnight && offsetAt(date.getTime()) === offsetAt(tomorrow(date).getTime());
}

const tomorrow = (date: Date): Date => new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1);

/** Nearly every day, and the reason why a year of missed moments can be counted in no time. */
function firstOfPlainDay({hour, minute}: Cron, date: Date, after: number): number | undefined {
  const midnight = date.getTime();
  for (const one of hour) {
    if (midnight + (one + 1) * HOUR_MS <= after) continue;
    for (const other of minute) {
      const moment = midnight + one * HOUR_MS + other * MINUTE_MS;
      if (moment > after) return moment;
    }
  }
  return undefined;
}

function firstOfOddDay(cron: Cron, date: Date, after: number): number | undefined {
  const moments = momentsOf(cron, date).filter((moment) => moment > after);
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function momentsOf({hour, minute}: Cron, date: Date): number[] {
  const mayRepeat = hour.size === 24;
  const moments: number[] = [];
  for (const one of hour) {
    for (const other of minute) {
      const moment = momentAt(date, one, other);
      moments.push(moment);
      if (mayRepeat) moments.push(...secondOf(moment));
    }
  }
  return moments;
}

/** A time in a gap is the first moment behind it: `Date` itself would move it by the length of the gap. */
function momentAt(date: Date, hour: number, minute: number): number {
  const moment = new Date(date.getFullYear(), date.getMonth(), date.getDate(), hour, minute);
  if (moment.getHours() === hour && moment.getMinutes() === minute) return moment.getTime();
  let at = moment.getTime();
  const behind = offsetAt(at);
  while (offsetAt(at - MINUTE_MS) === behind) at -= MINUTE_MS;
  return at;
}

const offsetAt = (at: number): number => new Date(at).getTimezoneOffset();

/** Where the clock was set back, the same time once more. */
function secondOf(moment: number): number[] {
  const clock = (at: number): string => new Date(at).toTimeString().slice(0, 5);
  return [HOUR_MS, HOUR_MS / 2].map((ms) => moment + ms).filter((again) => clock(again) === clock(moment));
}
