import {readSpan, readUntil} from '../until.js';

/** Longer than any limit lasts; what is later was read wrongly. */
const LATEST_MS = 40 * 86_400_000;

/** When a limit is over, by the headers of the refusal and then by its words; undefined when neither says. */
export function resetAt(headers: Readonly<Record<string, string>>, words: string, now: number): number | undefined {
  const told = [retryAfter(headers, now), usedUp(headers, now)].find((at) => at !== undefined && !Number.isNaN(at));
  const at = told ?? readUntil(words, now);
  return at === undefined || at > now + LATEST_MS ? undefined : Math.max(at, now);
}

/** Seconds, a date, or milliseconds in a header of their own. */
function retryAfter(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (ms >= 0) return now + ms;
  const text = headers['retry-after'] ?? headers['x-ratelimit-timeremaining'];
  if (text === undefined) return undefined;
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
}

/** Of several limits, the last to end among those with nothing left. */
function usedUp(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const resets = Object.entries(headers).flatMap(([name, text]) => {
    const [, before, kind] = /^(.*ratelimit)(?:-limit)?-(?:reset-)?(.*?)(?:-reset)?$/.exec(name) ?? [];
    if (!name.includes('reset') || before === undefined) return [];
    const left = headers[`${before}-${kind}-remaining`] ?? headers[`${before}-remaining-${kind}`];
    const at = moment(text, now);
    return left !== undefined && Number(left) > 0 ? [] : [at];
  });
  const known = resets.filter((at) => !Number.isNaN(at));
  return known.length === 0 ? undefined : Math.max(...known);
}

/** An epoch, a number of seconds, a date, or a span such as 6m0s. */
function moment(text: string, now: number): number {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,}$/.test(text)) return Number(text);
  if (/^\d+(\.\d+)?$/.test(text)) return now + Number(text) * 1000;
  if (/^[\d.]+[a-z]/i.test(text)) return now + readSpan(text);
  return Date.parse(text);
}
