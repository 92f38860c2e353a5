import type {Glyphs} from './glyphs.js';
import {useTheme} from './hooks/useTheme.js';
import {Lines} from './Lines.js';
import {paint} from './paint.js';
import type {Meaning} from './theme.js';

export interface ProgressBarProps {
  /** 0 to 1; undefined while the whole is not known. */
  fraction: number | undefined;
  /** Columns for everything, the percentage included. */
  width: number;
  meaning?: Meaning;
}

const percentWidth = 5;
/** A shorter bar shows less than its percentage alone. */
const leastBar = 3;

export function ProgressBar({fraction, width, meaning = 'busy'}: ProgressBarProps) {
  const {glyphs, style} = useTheme();
  if (width < percentWidth - 1) return null;
  const room = width - percentWidth;
  const bar = room < leastBar ? '' : paint(progressBar(fraction, room, glyphs), style[meaning]);
  return <Lines width={width} lines={[bar + percent(fraction).padStart(bar === '' ? width : percentWidth)]} />;
}

/** Rounded so that a bar is only empty when nothing, and only full when everything is done. */
export function progressBar(
  fraction: number | undefined,
  width: number,
  glyphs: Pick<Glyphs, 'barFull' | 'barEmpty'>,
): string {
  const columns = Math.max(0, Math.floor(width));
  const done = withinOne(fraction);
  const rounded = Math.round(done * columns);
  const full = done > 0 && done < 1 ? Math.max(0, Math.min(Math.max(1, rounded), columns - 1)) : rounded;
  return glyphs.barFull.repeat(full) + glyphs.barEmpty.repeat(columns - full);
}

/** Rounded down: 100% means done. */
export function percent(fraction: number | undefined): string {
  return fraction === undefined || Number.isNaN(fraction) ? '?%' : `${Math.floor(withinOne(fraction) * 100)}%`;
}

function withinOne(fraction: number | undefined): number {
  return fraction === undefined || Number.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction));
}
