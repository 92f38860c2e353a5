const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Largest first: both directions of the conversion rely on the order. */
const durationUnits = [
  ['d', DAY_MS],
  ['h', HOUR_MS],
  ['m', MINUTE_MS],
  ['s', SECOND_MS],
  ['ms', 1],
] as const;

const durationPattern = new RegExp(`^${durationUnits.map(([unit]) => `(?:(\\d+(?:\\.\\d+)?)${unit})?`).join('\\s*')}$`);

const safe = (amount: number): number | undefined => (Number.isSafeInteger(amount) ? amount : undefined);

/** Milliseconds in `90s`, `1h30m`, `1.5h` or `500ms`; a bare number means seconds. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(trimmed)) return safe(Math.round(Number(trimmed) * SECOND_MS));
  const amounts = durationPattern.exec(trimmed)?.slice(1);
  if (!amounts) return undefined;
  return safe(Math.round(durationUnits.reduce((sum, [, ms], index) => sum + Number(amounts[index] ?? 0) * ms, 0)));
}

/** The inverse of `parseDuration`: nothing is rounded away. */
export function exactDuration(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, size] of durationUnits) {
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text || '0';
}

/** For a glance: the two largest units at most, rounded down, so that a countdown never promises too much. */
export function formatDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.max(0, Math.floor(ms))}ms`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  if (ms < DAY_MS) return withRest(ms, HOUR_MS, 'h', MINUTE_MS, 'm');
  return withRest(ms, DAY_MS, 'd', HOUR_MS, 'h');
}

function withRest(ms: number, size: number, unit: string, restSize: number, restUnit: string): string {
  const rest = Math.floor((ms % size) / restSize);
  return `${Math.floor(ms / size)}${unit}${rest > 0 ? ` ${rest}${restUnit}` : ''}`;
}

/** A running clock of steady width: `02:14`, `1:02:14`; past a day seconds say nothing. */
export function formatClock(ms: number): string {
  if (ms >= DAY_MS) return formatDuration(ms);
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  const two = (amount: number): string => String(amount).padStart(2, '0');
  const short = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3600 ? short : `${Math.floor(seconds / 3600)}:${short}`;
}

/** A moment on the clock of the wall: `14:20`, and with its day when that is not today. */
export function formatMoment(at: number, now: number): string {
  const moment = new Date(at);
  const time = `${String(moment.getHours()).padStart(2, '0')}:${String(moment.getMinutes()).padStart(2, '0')}`;
  if (moment.toDateString() === new Date(now).toDateString()) return time;
  return `${moment.getDate()} ${moment.toLocaleString('en', {month: 'short'})} ${time}`;
}

/** A moment that lies ahead is a clock that was set back: it counts as now. */
export function formatAge(at: number, now: number): string {
  const ms = now - at;
  if (ms < 5 * SECOND_MS) return 'just now';
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s ago`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  return `${Math.floor(ms / DAY_MS)} d ago`;
}

/** `MB` counts in thousands as disks do, `MiB` in 1024. */
const byteUnits = ['', 'k', 'm', 'g', 't', 'p'];

/** Bytes in `10MB`, `1.5 GiB`, `64k` or a bare number. */
export function parseBytes(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)(b?)$/.exec(text.trim().toLowerCase());
  if (!parts) return undefined;
  const [, amount, unit = '', binary] = parts;
  if (binary && !unit) return undefined;
  return safe(Math.round(Number(amount) * (binary ? 1024 : 1000) ** byteUnits.indexOf(unit)));
}

/** The inverse of `parseBytes`: the largest unit that leaves no remainder. */
export function exactBytes(bytes: number): string {
  for (let power = byteUnits.length - 1; power > 0 && bytes > 0; power--) {
    const letter = byteUnits[power] ?? '';
    if (bytes % 1024 ** power === 0) return `${bytes / 1024 ** power}${letter.toUpperCase()}iB`;
    if (bytes % 1000 ** power === 0)
      return `${bytes / 1000 ** power}${letter === 'k' ? letter : letter.toUpperCase()}B`;
  }
  return String(bytes);
}

/** For a glance: `999 B`, `1.5 kB`, `38 MB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let amount = Math.max(0, bytes);
  let power = 0;
  // 999.5 would be written as 1000 of the smaller unit.
  while (amount >= 999.5 && power < units.length - 1) {
    amount /= 1000;
    power++;
  }
  const digits = power > 0 && amount < 9.95 ? amount.toFixed(1) : String(Math.round(amount));
  return `${digits} ${units[power]}`;
}

/** Money of the vendors: cents matter, and so does the tenth of one. */
export const formatUsd = (usd: number): string => (usd > 0 && usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`);

/** `950`, `12k`, `1.2M`. */
export function formatTokens(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  if (tokens < 1_000_000) return `${Math.floor(tokens / 1000)}k`;
  return `${(Math.floor(tokens / 100_000) / 10).toFixed(1)}M`;
}
