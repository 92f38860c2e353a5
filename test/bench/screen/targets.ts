import {median, short} from '../support/numbers.js';
import type {Drawing, Results} from './results.js';

export interface Verdict {
  name: string;
  wanted: string;
  measured: string;
  isReached: boolean;
}

const atMost = (name: string, most: number, value: number, unit: string): Verdict => ({
  name,
  wanted: `<= ${most}${unit}`,
  measured: `${short(value)}${unit}`,
  isReached: value <= most,
});

export const middle = (runs: readonly Drawing[], read: (of: Drawing) => number): number => median(runs.map(read));

const LIMITS: Readonly<Record<string, {kilobytes: number; cpu: number}>> = {
  '120x40': {kilobytes: 3, cpu: 10},
  '200x60': {kilobytes: 4, cpu: 16},
};

/** Memory after the first tenth against memory at the end: what grows with each frame shows. */
export const growthMib = ({marks}: Results['frames'][number]): number => {
  const settled = marks.filter(({frame}) => frame >= (marks.at(-1)?.frame ?? 0) / 5);
  const half = Math.ceil(settled.length / 2);
  const least = (some: typeof marks): number => Math.min(...some.map(({rssMib}) => rssMib));
  return settled.length < 2 ? 0 : least(settled.slice(half)) - least(settled.slice(0, half));
};

export function judge({drawings, slow, starts, frames}: Results): Verdict[] {
  return [
    ...drawings.flatMap(({name, columns, rows, runs}) => {
      if (runs.length === 0) return [];
      const size = `${columns}x${rows}`;
      const bytes = middle(runs, (of) => of.bytesPerSecond);
      const cpu = middle(runs, (of) => of.cpuPercent);
      if (name === 'orkestra, idle')
        return [
          atMost(
            `idle at ${size}: bytes in most seconds`,
            0,
            middle(runs, (of) => of.medianBytes),
            ' B',
          ),
          atMost(`idle at ${size}: CPU`, 1, cpu, ' %'),
        ];
      const limit = LIMITS[size];
      if (name !== 'orkestra, busy' || !limit) return [];
      return [
        atMost(`ten changes a second at ${size}: bytes`, limit.kilobytes, bytes / 1000, ' kB/s'),
        atMost(`ten changes a second at ${size}: CPU`, limit.cpu, cpu, ' %'),
      ];
    }),
    ...slow.map(({delaysMs}) =>
      atMost('a key behind a reader of 8 kB/s: longest delay', 100, Math.max(...delaysMs), ' ms'),
    ),
    ...starts.map(({bareMs, firstFrameMs}) => atMost('first frame against a bare Node', 7, firstFrameMs / bareMs, 'x')),
    ...frames.flatMap((run) => [
      atMost(`memory from the first half of ${run.frames} frames to the second: growth`, 5, growthMib(run), ' MiB'),
      atMost('CPU to read and draw one change: 99 of 100 within', 10, run.p99Ms, ' ms'),
    ]),
  ];
}
