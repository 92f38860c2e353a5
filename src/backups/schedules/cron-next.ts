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
    const moments = momentsOf(cron, date).filter((moment) => moment > after);
    if (moments.length > 0) return Math.min(...moments);
  }
  return undefined;
}

function isDayOf({day, month, weekday, isEitherDay}: Cron, date: Date): boolean {
  if (!month.has(date.getMonth() + 1)) return false;
  const isDay = day.has(date.getDate());
  const isWeekday = weekday.has(date.getDay());
  return isEitherDay ? isDay || isWeekday : isDay && isWeekday;
}

function momentsOf({hour, minute}: Cron, date: Date): number[] {
  const tomorrow = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1);
  const mayRepeat = hour.size === 24 && offsetAt(date.getTime()) !== offsetAt(tomorrow.getTime());
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
