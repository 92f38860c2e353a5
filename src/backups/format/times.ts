/** Years have four digits: from the start of 0001 to the end of 9999, a day less for the zones. */
const FIRST_SECOND = -62_135_510_400;
const LAST_SECOND = 253_402_214_400;

/** RFC 3339 with nanoseconds in the zone of this machine at that instant, as Go writes it: zeros at the end are cut. */
export function timeText(ns: bigint): string {
  const second = Number(ns / 1_000_000_000n);
  if (second < FIRST_SECOND || second > LAST_SECOND) return textOf(second < 0 ? FIRST_SECOND : LAST_SECOND, 0);
  const rest = Number(ns % 1_000_000_000n);
  return rest < 0 ? textOf(second - 1, rest + 1_000_000_000) : textOf(second, rest);
}

// Many files in a row are of the same second.
let lastSecond = Number.NaN;
let lastHead = '';
let lastZone = '';

function textOf(second: number, rest: number): string {
  if (second !== lastSecond) {
    lastSecond = second;
    const westMin = new Date(second * 1000).getTimezoneOffset();
    lastZone = zoneText(westMin);
    lastHead = new Date((second - westMin * 60) * 1000).toISOString().slice(0, -5);
  }
  return lastHead + fraction(rest) + lastZone;
}

function fraction(ns: number): string {
  if (ns === 0) return '';
  const digits = String(ns).padStart(9, '0');
  let end = 9;
  while (digits.charCodeAt(end - 1) === 48) end -= 1;
  return `.${digits.slice(0, end)}`;
}

function zoneText(westMin: number): string {
  if (westMin === 0) return 'Z';
  const minutes = Math.abs(westMin);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${westMin > 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const offsetOf = (zone: string): number => {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone.startsWith('-') ? minutes : -minutes;
};

const RFC3339 = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/;

// Many files in a row are of the same second.
let parsedHead = '';
let parsedZone = '';
let parsedNs = 0n;
const HEAD_LENGTH = 19;

/** Nanoseconds since 1970, or nothing when the text is no such time. */
export function parseTime(text: string): bigint | undefined {
  const head = text.slice(0, HEAD_LENGTH);
  const zoneAt = text.length - (text.endsWith('Z') ? 1 : 6);
  const digits = text.slice(HEAD_LENGTH + 1, zoneAt);
  const isKnown = head === parsedHead && text.slice(zoneAt) === parsedZone && /^\d{1,9}$/.test(digits);
  if (isKnown && text[HEAD_LENGTH] === '.') return parsedNs + BigInt(digits.padEnd(9, '0'));
  const ns = parseAny(text);
  if (ns !== undefined && text.charCodeAt(4) === 45) {
    parsedHead = head;
    parsedZone = text.slice(zoneAt);
    parsedNs = ns - BigInt(RFC3339.exec(text)?.[7]?.padEnd(9, '0') ?? 0);
  }
  return ns;
}

function parseAny(text: string): bigint | undefined {
  const [, year, month, day, hour, minute, second, digits = '', zone] = RFC3339.exec(text) ?? [];
  if (year === undefined || zone === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const ms = date.getTime() + offsetOf(zone) * 60_000;
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(digits.padEnd(9, '0'));
}
