/** A stretch of the calendar: a month is a month, however many days it has. */
export interface Span {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
}

const pattern = /^(?:(\d+)y)?(?:(\d+)mo)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?$/;

/** `2w`, `36h`, `1y6mo`. There is no `m`: it would mean minutes to one reader and months to another. */
export function parseSpan(text: string): Span | undefined {
  const found = pattern.exec(text.trim().toLowerCase().replaceAll(/\s+/g, ''));
  if (!found) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0] = found.slice(1).map((amount) => Number(amount ?? 0));
  const span = {years, months, days: weeks * 7 + days, hours};
  return Object.values(span).every((amount) => amount <= MOST) && !isNothing(span) ? span : undefined;
}

const MOST = 100_000;

const isNothing = (span: Span): boolean => Object.values(span).every((amount) => amount === 0);

/** The shortest way to write it: reading it back gives the same span. */
export function writeSpan({years, months, days, hours}: Span): string {
  const isWeeks = days > 0 && days % 7 === 0;
  const parts: [number, string][] = [
    [years, 'y'],
    [months, 'mo'],
    [isWeeks ? days / 7 : days, isWeeks ? 'w' : 'd'],
    [hours, 'h'],
  ];
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('');
}
