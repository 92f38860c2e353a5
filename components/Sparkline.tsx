import type {Glyphs} from './glyphs.js';
import {useTheme} from './hooks/useTheme.js';
import {Lines} from './Lines.js';
import {paint} from './paint.js';
import type {Meaning} from './theme.js';

export interface SparklineProps {
  /** Oldest first; undefined is a gap. */
  values: readonly (number | undefined)[];
  width: number;
  /** The value of a full column; the largest one in sight when not given. */
  max?: number;
  meaning?: Meaning;
}

export function Sparkline({values, width, max, meaning = 'busy'}: SparklineProps) {
  const {glyphs, style} = useTheme();
  return <Lines width={width} lines={[paint(sparkline(values, width, glyphs, max), style[meaning])]} />;
}

/** The newest values, right-aligned in exactly `width` columns. Heights start at zero, so that half is half as high. */
export function sparkline(
  values: readonly (number | undefined)[],
  width: number,
  {spark}: Pick<Glyphs, 'spark'>,
  max?: number,
): string {
  const columns = Math.max(0, Math.floor(width));
  const shown = columns === 0 ? [] : values.slice(-columns);
  const top = max ?? Math.max(0, ...shown.filter(isNumber));
  const line = shown.map((value) => (isNumber(value) ? columnFor(value, top, spark) : ' ')).join('');
  return line.padStart(columns);
}

function columnFor(value: number, top: number, spark: string): string {
  const share = top > 0 ? Math.min(1, Math.max(0, value / top)) : 0;
  return spark.charAt(Math.round(share * (spark.length - 1)));
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}
