const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS};
const UNIT = '(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)';
const NUMBER = '\\d+(?:\\.\\d+)?';
const SPAN = `(?:${NUMBER}\\s*${UNIT}(?![a-z])(?:,| and)?\\s*|${NUMBER}${UNIT}(?=\\d))+`.replaceAll(
  `${UNIT}`,
  `(?:${UNIT.slice(1)}`,
);

/** Longer than any limit lasts; what is later was read wrongly. */
const LATEST_MS = 40 * DAY_MS;

const span = new RegExp(`(?:again|retry(?:ing)?|resets?|available|wait)\\b[^.\\n\\d]{0,30}?\\s(${SPAN})`, 'i');
const seconds = /retry[-_ ]?after\D{0,4}(\d+)|retry_?delay\W{0,6}(\d+(?:\.\d+)?)s/i;
const epoch = /(?:reset\w*|until|reached|again)\D{0,14}\b(1\d{9})(\d{3})?\b/i;
const moment = /(?:reset\w*|until|again)\D{0,14}(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)/i;
const day = /(?:reset\w*|until|again)\D{0,14}(\d{4}-\d\d-\d\d)\b(?!T)/i;
const clock =
  /(?:reset\w*|until|again)(?: at| on)?:?\s+(?:([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?(?:, (\d{4}))?,?(?: at)? )?(\d{1,2})(?::(\d\d))?\s*(am|pm)(?: \(([\w/+-]+)\))?/i;

/** When a limit is over, by the words that told of it; undefined when they do not say. Never before now. */
export function readUntil(words: string, now: number): number | undefined {
  const found = readers.map((read) => read(words, now)).find((at) => at !== undefined && !Number.isNaN(at));
  return found === undefined || found > now + LATEST_MS ? undefined : Math.max(found, now);
}

const readers: readonly ((words: string, now: number) => number | undefined)[] = [
  (words, now) => {
    const match = seconds.exec(words);
    return match ? now + Number(match[1] ?? match[2]) * 1000 : undefined;
  },
  (words) => {
    const match = epoch.exec(words);
    return match ? Number(match[1]) * 1000 + Number(match[2] ?? 0) : undefined;
  },
  (words) => {
    const match = moment.exec(words) ?? day.exec(words);
    return match?.[1] === undefined ? undefined : Date.parse(match[1]);
  },
  (words, now) => {
    const match = clock.exec(words);
    return match ? readClock(match, now) : undefined;
  },
  (words, now) => {
    const match = span.exec(words);
    return match?.[1] === undefined ? undefined : now + readSpan(match[1]);
  },
];

/** "3 days 4 hours 5 minutes", "6m0s", "1.5s". */
export function readSpan(words: string): number {
  return [...words.matchAll(new RegExp(`(${NUMBER})\\s*${UNIT}`, 'gi'))].reduce((sum, [, number, unit = '']) => {
    const word = unit.toLowerCase();
    const name = word.startsWith('mil') || word === 'ms' ? 'ms' : word.slice(0, 1);
    return sum + Number(number) * (UNITS[name] ?? 0);
  }, 0);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "3pm (Europe/Berlin)", "Feb 2nd, 2026 3:45 PM": the next such moment, in the named zone or in ours. */
function readClock(match: RegExpExecArray, now: number): number | undefined {
  const [, monthName, dayText, yearText, hourText, minuteText = '0', half, zone] = match;
  const hour = (Number(hourText) % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  const today = wallOf(now, zone);
  if (!today) return undefined;
  const month = monthName === undefined ? today.month : MONTHS.indexOf(monthName.slice(0, 3).toLowerCase());
  if (month < 0) return undefined;
  const date = dayText === undefined ? today.date : Number(dayText);
  const year = yearText === undefined ? today.year : Number(yearText);
  const at = Date.UTC(year, month, date, hour, Number(minuteText)) - today.offset;
  if (at >= now || yearText !== undefined) return at;
  return dayText === undefined ? at + DAY_MS : Date.UTC(year + 1, month, date, hour, Number(minuteText)) - today.offset;
}

/** What the wall clock shows in a zone, and how far it is ahead of UTC. */
function wallOf(now: number, zone: string | undefined) {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      ...(zone !== undefined && {timeZone: zone}),
      ...{hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric'},
      ...{hour: 'numeric', minute: 'numeric', second: 'numeric'},
    });
    const parts = Object.fromEntries(format.formatToParts(now).map(({type, value}) => [type, Number(value)]));
    const {year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0} = parts;
    const wall = Date.UTC(year, month - 1, date, hour, minute, second);
    return {year, month: month - 1, date, offset: wall - Math.floor(now / 1000) * 1000};
  } catch {
    // A zone this machine does not know.
    return undefined;
  }
}
